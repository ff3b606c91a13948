// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/storechecks.h"
#include "proxy/config/textrow.h"

#include <QFile>
#include <QFileInfo>

#include <optional>

using namespace Qt::StringLiterals;

namespace proxy {
namespace {

constexpr qint64 kMaxKeyFile = 4096;
constexpr qint64 kMaxAuthorities = 1024 * 1024;
constexpr qsizetype kShortestSecret = 32;

const QString kUrl = u"LLM_PROXY_STORE_URL"_s;
const QString kCaFile = u"LLM_PROXY_STORE_CA_FILE"_s;
const QString kKeyFile = u"LLM_PROXY_FINGERPRINT_KEY_FILE"_s;

template <class Field> auto store(Field StoreSettings::*field)
{
    return at(&ProxyConfig::store, field);
}

Setting urlRow()
{
    Setting made = row({kUrl, u"store.url"_s,
                        Text::english("Redis or Valkey that several instances share; not set: "
                                      "nothing is shared")},
                       SettingKind::Text,
                       Text::english("redis://user:password@host:port/database, or rediss:// for "
                                     "TLS; special characters percent-encoded"));
    made.secret = true;
    made.needsRestart = true;
    made.masked = maskedStoreUrl;
    made.assign = [](ProxyConfig &config, const QJsonValue &value) -> Result<void> {
        const auto text = textOf(value);
        if (!text)
            return tl::unexpected(text.error());
        return parseStoreAddress(*text).map([&](const StoreAddress &address) {
            config.store.url = *text;
            config.store.address = address;
        });
    };
    made.value = [](const ProxyConfig &config) { return QJsonValue(config.store.url); };
    return made;
}

Setting fileRow(RowNames names, QString StoreSettings::*field)
{
    Setting made = pathRow(std::move(names), store(field), Text::english("a file"));
    made.needsRestart = true;
    return made;
}

/// The content of a small file; nullopt: it is none that can be read, or larger than @p limit.
std::optional<QByteArray> contentOf(const QString &path, qint64 limit)
{
    // Opening a pipe would wait for its writer.
    if (!QFileInfo(path).isFile())
        return std::nullopt;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    QByteArray content = file.read(limit + 1);
    if (file.error() != QFileDevice::NoError || content.size() > limit)
        return std::nullopt;
    return content;
}

void takeAuthorities(ConfigAssembly &assembly)
{
    StoreSettings &settings = assembly.config.store;
    if (settings.caFile.isEmpty())
        return;
    const auto content = contentOf(settings.caFile, kMaxAuthorities);
    if (!content || !content->contains("-----BEGIN CERTIFICATE-----"))
        return assembly.error(
            assembly.whereOf(kCaFile), kCaFile,
            Text::english("\"%1\" holds no certificates that can be read", {settings.caFile}),
            Text::english("a file of certificates in PEM"));
    settings.authorities = *content;
}

void takeFingerprintKey(ConfigAssembly &assembly)
{
    StoreSettings &settings = assembly.config.store;
    const bool isShared = !settings.address.host.isEmpty() && !assembly.isBroken(kUrl);
    if (settings.fingerprintKeyFile.isEmpty()) {
        if (isShared)
            assembly.warn(assembly.whereOf(kUrl), kKeyFile,
                          Text::english("is not set: each instance keys its fingerprints by "
                                        "itself, so decisions, sessions and overrides are not "
                                        "shared"),
                          Text::english("the same file of at least %1 secret bytes for all",
                                        {kShortestSecret}));
        return;
    }
    const auto content = contentOf(settings.fingerprintKeyFile, kMaxKeyFile);
    const QByteArray key = content ? content->trimmed() : QByteArray();
    if (key.size() < kShortestSecret)
        return assembly.error(
            assembly.whereOf(kKeyFile), kKeyFile,
            Text::english("\"%1\" holds no key that can be read", {settings.fingerprintKeyFile}),
            Text::english("a file of %1 to %2 bytes", {kShortestSecret, kMaxKeyFile}));
    settings.fingerprintKey = key;
    const auto others = QFileDevice::ReadGroup | QFileDevice::ReadOther;
    if (QFileInfo(settings.fingerprintKeyFile).permissions().testAnyFlags(others))
        assembly.warn(Text::words(settings.fingerprintKeyFile), {},
                      Text::english("holds a key and can be read by other users"),
                      Text::english("mode 0600"));
}

} // namespace

void appendStoreSettings(std::vector<Setting> &rows)
{
    rows.push_back(urlRow());
    rows.push_back(fileRow(
        {kCaFile, u"store.caFile"_s,
         Text::english(
             "Certificates (PEM) with which the store's own is checked; not set: the system's")},
        &StoreSettings::caFile));
    rows.push_back(fileRow({kKeyFile, u"store.fingerprintKeyFile"_s,
                            Text::english("Secret by which fingerprints are keyed, the same on all "
                                          "instances; not set: a new one at each start")},
                           &StoreSettings::fingerprintKeyFile));
}

void takeStoreFiles(ConfigAssembly &assembly)
{
    takeAuthorities(assembly);
    takeFingerprintKey(assembly);
}

} // namespace proxy

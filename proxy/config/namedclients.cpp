// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/namedclients.h"

#include "proxy/config/checkedtext.h"
#include "proxy/config/configassembly.h"
#include "proxy/config/jsonfile.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QSet>

#include <algorithm>
#include <array>
#include <utility>

namespace proxy {

namespace {

using namespace Qt::StringLiterals;

constexpr qsizetype kLongestName = 64;
constexpr qsizetype kMostModels = 256;
constexpr qsizetype kShortestKey = 16;
constexpr qsizetype kFingerprint = 8;
constexpr QByteArrayView kHashMark = "sha256:";
constexpr qsizetype kHashDigits = 64;

Error invalid(Text detail)
{
    return {.code = ErrorCode::InvalidConfig, .detail = std::move(detail)};
}

/// The entries of a list, and where each stands.
struct Entries
{
    QJsonArray clients;
    std::optional<JsonFile> json = {}; ///< nullopt: name:key,name:key

    [[nodiscard]] int lineOf(qsizetype at) const
    {
        return json ? json->lineNear(u"clients[%1]"_s.arg(at)) : 1;
    }
};

tl::unexpected<Error> wrongAt(const QString &path, int line, const Text &what)
{
    return tl::make_unexpected(
        invalid(path.isEmpty() ? what : Text::english("%1: %2", {placeIn(path, line), what})));
}

bool isHex(QByteArrayView text)
{
    return std::all_of(text.begin(), text.end(), [](char byte) {
        return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f')
               || (byte >= 'A' && byte <= 'F');
    });
}

// Each says nothing where all is well.

Text readKey(const QJsonValue &value, NamedClient &client)
{
    const QString text = value.toString();
    if (text.startsWith(QLatin1StringView(kHashMark), Qt::CaseInsensitive)) {
        const QByteArray digits = text.mid(kHashMark.size()).toLatin1();
        if (digits.size() != kHashDigits || !isHex(digits))
            return Text::english("key: sha256: is followed by 64 hex digits");
        client.keyHash = QByteArray::fromHex(digits);
        return {};
    }
    const auto key = checkedSecret(text);
    if (!key || key->contains(',') || key->size() < kShortestKey)
        return Text::english("key must be at least %1 visible ASCII characters without commas, or "
                             "sha256: and 64 hex digits",
                             {kShortestKey});
    client.keyHash = clientKeyHash(*key);
    return {};
}

Text readPolicy(const QJsonValue &value, NamedClient &client)
{
    constexpr std::array kPolicies {std::pair {u"cache-aware", RoutePolicy::CacheAware},
                                    std::pair {u"human-turn", RoutePolicy::HumanTurn},
                                    std::pair {u"every-request", RoutePolicy::EveryRequest}};
    client.isNeverRouted = value.toString() == u"off";
    for (const auto &[word, policy] : kPolicies) {
        if (value.toString() == QStringView(word))
            client.policy = policy;
    }
    if (client.isNeverRouted || client.policy)
        return {};
    return Text::english("policy must be cache-aware, human-turn, every-request or off");
}

Text readModels(const QJsonValue &value, NamedClient &client)
{
    const QJsonArray models = value.isString() ? QJsonArray {value} : value.toArray();
    if (models.isEmpty() || models.size() > kMostModels)
        return Text::english("models must be 1 to %1 names, in which * stands for any text",
                             {kMostModels});
    for (const QJsonValue model : models) {
        const auto checked = checkedModel(model.toString());
        if (!checked)
            return Text::english("models: %1", {checked.error().detail});
        client.models << checked->toLatin1();
    }
    return {};
}

Text readExpiry(const QJsonValue &value, NamedClient &client)
{
    const auto expiry = parseExpiry(value.toString());
    if (!expiry)
        return Text::english("expires: %1", {expiry.error().detail});
    client.expiresAtMs = *expiry;
    return {};
}

Text readField(const QString &key, const QJsonValue &value, NamedClient &client)
{
    // The budget needs the name, which is read first.
    if (key == u"name")
        return {};
    if (key == u"key")
        return readKey(value, client);
    if (key == u"policy")
        return readPolicy(value, client);
    if (key == u"models")
        return readModels(value, client);
    if (key == u"expires")
        return readExpiry(value, client);
    if (key == u"revoked") {
        client.isRevoked = value.toBool();
        return value.isBool() ? Text() : Text::english("revoked must be true or false");
    }
    if (key == u"budget") {
        auto budget = parseClientBudget(client.name, value.toObject());
        if (!budget)
            return budget.error().detail;
        client.budget = *std::move(budget);
        return {};
    }
    return Text::english("%1 is not known; known are name, key, policy, models, budget, expires "
                         "and revoked",
                         {key});
}

Result<NamedClient> readClient(const QJsonObject &entry)
{
    NamedClient client;
    const auto name = checkedClientName(entry[u"name"].toString());
    if (!name)
        return tl::make_unexpected(name.error());
    client.name = *name;
    for (auto field = entry.begin(); field != entry.end(); ++field) {
        if (const Text problem = readField(field.key(), *field, client); !problem.isEmpty())
            return tl::make_unexpected(invalid(problem));
    }
    if (client.keyHash.isEmpty())
        return tl::make_unexpected(invalid(Text::english("needs a key")));
    return client;
}

Result<Entries> jsonEntriesOf(const QByteArray &text, const QString &path)
{
    const bool isArray = text.trimmed().startsWith('[');
    JsonFile json = parseJsonFile(isArray ? R"({"clients":)" + text + '}' : text);
    if (json.fault)
        return wrongAt(path, json.fault->line, json.fault->problem);
    if (!json.root[u"clients"].isArray() || json.root.size() != 1)
        return wrongAt(
            path, 1,
            Text::english("is no JSON of the form {\"clients\": [{\"name\": …, \"key\": …}]}"));
    return Entries {.clients = json.root[u"clients"].toArray(), .json = std::move(json)};
}

Result<Entries> entriesOf(const QByteArray &text, const QString &path)
{
    const QByteArray trimmed = text.trimmed();
    if (trimmed.startsWith('[') || trimmed.startsWith('{'))
        return jsonEntriesOf(text, path);
    QJsonArray entries;
    for (const QByteArray &part : trimmed.split(',')) {
        const qsizetype colon = part.indexOf(':');
        if (colon > 0)
            entries << QJsonObject {
                {u"name"_s, QString::fromUtf8(part.first(colon)).trimmed()},
                {u"key"_s, QString::fromUtf8(part.sliced(colon + 1)).trimmed()}};
        else if (!part.trimmed().isEmpty())
            return wrongAt(path, 1, Text::english("has an entry that is not name:key"));
    }
    return Entries {.clients = std::move(entries)};
}

} // namespace

bool isInlineClients(const QString &setting)
{
    if (setting.startsWith(u'[') || setting.startsWith(u'{'))
        return true;
    // A path with a colon in it begins like a path.
    constexpr std::array<QLatin1StringView, 4> kPaths {"/"_L1, "~"_L1, "./"_L1, "../"_L1};
    const bool isPath = std::any_of(kPaths.begin(), kPaths.end(), [&](QLatin1StringView begin) {
        return setting.startsWith(begin);
    });
    return !isPath && setting.contains(u':');
}

Text noClientsYet(const QString &file)
{
    return Text::english("%1 has no clients yet: every request is refused until "
                         "\"llm-proxy clients add\" makes one",
                         {file});
}

Result<NamedClients> parseNamedClients(const QByteArray &text, const QString &path)
{
    if (text.trimmed().isEmpty())
        return NamedClients {};
    const auto entries = entriesOf(text, path);
    if (!entries)
        return tl::make_unexpected(entries.error());
    if (entries->clients.size() > kMostNamedClients)
        return wrongAt(path, 1, Text::english("has more than %1 clients", {kMostNamedClients}));
    const auto wrongClient = [&](qsizetype at, const Text &what) {
        return wrongAt(path, entries->lineOf(at), Text::english("client %1: %2", {at + 1, what}));
    };
    NamedClients clients;
    QSet<QByteArray> names;
    QSet<QByteArray> hashes;
    for (qsizetype at = 0; at < entries->clients.size(); ++at) {
        auto client = readClient(entries->clients.at(at).toObject());
        if (!client)
            return wrongClient(at, client.error().detail);
        if (names.contains(client->name))
            return wrongClient(at, Text::english("there is a client %1 already", {client->name}));
        if (hashes.contains(client->keyHash))
            return wrongClient(at, Text::english("its key is another one's too"));
        names.insert(client->name);
        hashes.insert(client->keyHash);
        clients.push_back(std::make_shared<const NamedClient>(*std::move(client)));
    }
    return clients;
}

Result<ClientsFile> readClientsFile(const QString &path)
{
    const QFileInfo info(path);
    if (!info.exists() && !info.isSymLink())
        return ClientsFile {};
    QFile file(path);
    // A pipe would hold up the proxy.
    if (!info.isFile() || !file.open(QIODevice::ReadOnly))
        return tl::make_unexpected(invalid(Text::english("%1 can't be read", {path})));
    // Of the file that was opened, whatever the path names by now.
    const QFileDevice::Permissions permissions = file.permissions();
    if (permissions.testFlag(QFileDevice::ReadOther))
        return tl::make_unexpected(
            invalid(Text::english("%1 can be read by everybody: chmod 600", {path})));
    if (file.size() > kMaxClientsFile)
        return tl::make_unexpected(
            invalid(Text::english("%1 is larger than %2 bytes", {path, kMaxClientsFile})));
    return ClientsFile {.text = file.read(kMaxClientsFile),
                        .isOpenToGroup = permissions.testFlag(QFileDevice::ReadGroup)};
}

QByteArray clientKeyHash(QByteArrayView key)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(key);
    return hash.result();
}

QByteArray writtenKeyHash(const QByteArray &hash)
{
    return kHashMark.toByteArray() + hash.toHex();
}

Result<QByteArray> checkedClientName(const QString &text)
{
    const QByteArray name = text.toUtf8();
    const auto fits = [](char byte) {
        return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z')
               || (byte >= '0' && byte <= '9') || byte == '_' || byte == '-' || byte == '.';
    };
    const bool isWord = !name.isEmpty() && name.size() <= kLongestName && name.front() != '-'
                        && std::all_of(name.begin(), name.end(), fits);
    if (!isWord)
        return tl::make_unexpected(invalid(
            Text::english("name must be a word of letters, digits, '-', '_' and '.', at most %1",
                          {kLongestName})));
    if (name == "none" || (name.size() == kFingerprint && isHex(name)))
        return tl::make_unexpected(
            invalid(Text::english("the name %1 could be taken for a key's fingerprint", {name})));
    return name;
}

Result<qint64> parseExpiry(const QString &text)
{
    // Qt's reader of days passes over what follows.
    constexpr qsizetype kDayLength = 10;
    const QDate day = QDate::fromString(text, Qt::ISODate);
    if (day.isValid() && text.size() == kDayLength)
        return day.startOfDay().toMSecsSinceEpoch();
    const QDateTime time = QDateTime::fromString(text, Qt::ISODate);
    if (!time.isValid())
        return tl::make_unexpected(
            invalid(Text::english("must be a day (2027-01-31) or a time (2027-01-31T18:00:00Z)")));
    return time.toMSecsSinceEpoch();
}

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/upstream/upstreamauth.h"

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace proxy {
namespace {

constexpr auto kLookInterval = 1s;

/// Takes as long for a wrong key as for a right one of the same length.
bool isSameSecret(QByteArrayView a, QByteArrayView b)
{
    if (a.size() != b.size())
        return false;
    int difference = 0;
    for (qsizetype i = 0; i < a.size(); ++i)
        difference |= a.at(i) ^ b.at(i);
    return difference == 0;
}

} // namespace

UpstreamAuth::UpstreamAuth(const UpstreamSettings &settings, QStringList candidates, Clock clock)
    : m_explicitKey(settings.apiKey.trimmed())
    , m_explicitFile(settings.quotioConfigPath)
    , m_clock(std::move(clock))
{
    // What speaks one dialect only is no CLIProxyAPI: that one's keys are not for it.
    if (settings.dialect == UpstreamDialect::Any)
        m_candidates = std::move(candidates);
}

void UpstreamAuth::noteAnswer(const QByteArray &sent, int status)
{
    constexpr int kUnauthorized = 401;
    if (status == kUnauthorized) {
        rereadFor(sent);
        if (sent.isEmpty() || key() != sent || m_refused == sent)
            return;
        m_refused = sent;
        m_untold << refusedKeyWarning();
    } else if (status >= 200 && status < 400 && m_refused == sent) {
        m_refused.clear();
    }
}

void UpstreamAuth::rereadFor(const QByteArray &refused)
{
    // A key that was named explicitly is in no file, and one that a newer one has replaced
    // already needs no reading.
    const bool isOurs = m_explicitKey.isEmpty() && !refused.isEmpty() && key() == refused;
    if (!isOurs || m_rereadFor == refused)
        return;
    m_rereadFor = refused;
    readAll(stamps());
}

Text UpstreamAuth::refusedKeyWarning()
{
    return Text::english("the upstream answered 401 to the key of %1: it refuses the key, or its "
                         "provider refuses the account",
                         {source()});
}

QList<Text> UpstreamAuth::takeWarnings()
{
    refresh();
    return std::exchange(m_untold, {});
}

QList<Text> UpstreamAuth::warnings()
{
    refresh();
    QList<Text> all = m_standing;
    if (!m_refused.isEmpty() && key() == m_refused)
        all << refusedKeyWarning();
    return all;
}

QByteArray UpstreamAuth::key()
{
    if (!m_explicitKey.isEmpty())
        return m_explicitKey;
    refresh();
    return m_backend ? m_backend->keys.first() : QByteArray();
}

bool UpstreamAuth::isBackendKey(QByteArrayView presented)
{
    if (presented.isEmpty())
        return false;
    refresh();
    bool found = isSameSecret(presented, m_explicitKey);
    if (m_backend) {
        for (const QByteArray &key : std::as_const(m_backend->keys))
            found = isSameSecret(presented, key) || found;
    }
    return found;
}

QString UpstreamAuth::source()
{
    if (!m_explicitKey.isEmpty())
        return u"UPSTREAM_API_KEY"_s;
    refresh();
    return m_backend ? m_backend->file : QString();
}

const std::optional<BackendConfig> &UpstreamAuth::backend()
{
    refresh();
    return m_backend;
}

void UpstreamAuth::refresh()
{
    const Instant now = m_clock();
    if (m_lookedAt && now - *m_lookedAt < kLookInterval)
        return;
    const bool isFirst = !m_lookedAt;
    m_lookedAt = now;
    auto seen = stamps();
    if (isFirst || seen != m_stamps)
        readAll(std::move(seen));
}

void UpstreamAuth::readAll(std::vector<FileStamp> stamps)
{
    // Taken before reading: a change in between is noticed at the next look.
    m_stamps = std::move(stamps);
    BackendDiscovery discovery = discoverBackend(m_candidates, m_explicitFile);
    m_backend = std::move(discovery.backend);
    if (m_backend && m_backend->hasPlaceholderKey)
        discovery.warnings << Text::english(
            "%1: api-keys holds an example key; newer backends refuse all "
            "traffic with it",
            {m_backend->file});
    if (!m_backend && m_explicitKey.isEmpty() && !m_candidates.isEmpty())
        discovery.warnings << Text::english(
            "no key for the backend was found: the agents' own keys pass");
    for (const Text &warning : std::as_const(discovery.warnings)) {
        if (!m_standing.contains(warning))
            m_untold << warning;
    }
    m_standing = std::move(discovery.warnings);
}

std::vector<FileStamp> UpstreamAuth::stamps() const
{
    std::vector<FileStamp> all;
    all.reserve(static_cast<size_t>(m_candidates.size()));
    for (const QString &file : m_candidates)
        all.push_back(fileStampOf(file));
    return all;
}

} // namespace proxy

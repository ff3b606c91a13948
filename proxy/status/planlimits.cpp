// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/status/planlimits.h"

#include <QDateTime>

#include <algorithm>
#include <array>
#include <tuple>

namespace proxy {

namespace {

constexpr QByteArrayView kUnified = "anthropic-ratelimit-unified-";
constexpr QByteArrayView kUtilization = "-utilization";
constexpr QByteArrayView kCodexPrimary = "x-codex-primary-used-percent";
constexpr qsizetype kMaxName = 32;
constexpr size_t kMostOfAnswer = 8;
constexpr double kMostUsed = 10; ///< what is beyond it is no share of a window
constexpr qint64 kLongestWindow = 366LL * 24 * 3600;

QByteArray valueOf(const HeaderList &headers, const QByteArray &name)
{
    constexpr qsizetype kMaxValue = 64;
    const QByteArrayView value = headers.first(name).value_or(QByteArrayView());
    return value.first(std::min(value.size(), kMaxValue)).toByteArray();
}

std::optional<double> shareOf(const QByteArray &text, double unit)
{
    bool isNumber = false;
    const double share = text.toDouble(&isNumber) / unit;
    // Also refuses what is no number at all.
    if (!isNumber || !(share >= 0 && share <= kMostUsed))
        return std::nullopt;
    return share;
}

/// Unix seconds or an ISO 8601 time; of a day at most a year away.
std::optional<qint64> timeOf(const QByteArray &text, qint64 nowMs)
{
    bool isNumber = false;
    qint64 seconds = text.toLongLong(&isNumber);
    if (!isNumber) {
        const QDateTime time = QDateTime::fromString(QString::fromLatin1(text), Qt::ISODate);
        if (!time.isValid())
            return std::nullopt;
        seconds = time.toSecsSinceEpoch();
    }
    const qint64 now = nowMs / 1000;
    if (seconds < now - kLongestWindow || seconds > now + kLongestWindow)
        return std::nullopt;
    return seconds * 1000;
}

/// The length that a name begins with: "5h", "7d_opus".
qint64 lengthOf(const QByteArray &name)
{
    qsizetype digits = 0;
    while (digits < name.size() && name[digits] >= '0' && name[digits] <= '9')
        ++digits;
    if (digits == 0 || digits > 3 || digits == name.size())
        return 0;
    const qint64 count = name.first(digits).toLongLong();
    switch (name[digits]) {
    case 'm':
        return count * 60;
    case 'h':
        return count * 3600;
    case 'd':
        return count * 24 * 3600;
    default:
        return 0;
    }
}

QByteArray nameOfLength(qint64 seconds)
{
    constexpr qint64 kDay = 24 * 3600;
    if (seconds % kDay == 0)
        return QByteArray::number(seconds / kDay) + 'd';
    return seconds % 3600 == 0 ? QByteArray::number(seconds / 3600) + 'h'
                               : QByteArray::number(seconds / 60) + 'm';
}

/// The name of the window that "five_hour", "seven_day_opus" stand for.
QByteArray claimedWindow(QByteArray claim)
{
    if (claim == "seven_day_overage_included")
        return "7d_oi";
    if (claim.startsWith("five_hour"))
        return claim.replace(0, 9, "5h");
    if (claim.startsWith("seven_day"))
        return claim.replace(0, 9, "7d");
    return claim;
}

bool isTrue(const QByteArray &text)
{
    return text.compare("true", Qt::CaseInsensitive) == 0;
}

/// Whether this answer was paid for beyond the plan, or the next one would be.
bool isPaidBeyondPlan(const HeaderList &headers)
{
    const QByteArray prefix = kUnified.toByteArray();
    if (const QByteArray inUse = valueOf(headers, prefix + "overage-in-use"); !inUse.isEmpty())
        return isTrue(inUse);
    return valueOf(headers, prefix + "status") == "rejected"
           && valueOf(headers, prefix + "overage-status").startsWith("allowed");
}

/// The window that is used up by the provider's word, where no share of it was told.
void addRefusedWindow(PlanWindows &windows, const HeaderList &headers, const QByteArray &decisive,
                      qint64 nowMs)
{
    const QByteArray prefix = kUnified.toByteArray();
    const auto isNamed = [&decisive](const PlanWindow &window) { return window.name == decisive; };
    if (lengthOf(decisive) == 0 || valueOf(headers, prefix + "status") != "rejected"
        || std::any_of(windows.begin(), windows.end(), isNamed))
        return;
    windows.push_back({.provider = "anthropic",
                       .account = valueOf(headers, "anthropic-organization-id"),
                       .name = decisive.first(std::min(decisive.size(), kMaxName)),
                       .used = 1,
                       .status = "rejected",
                       .decides = true,
                       .lengthSeconds = lengthOf(decisive),
                       .resetsAtMs = timeOf(valueOf(headers, prefix + "reset"), nowMs),
                       .seenAtMs = nowMs});
}

/// Marks what is used up, else the window that decides, else the fullest one.
void markPaid(PlanWindows &windows)
{
    const auto rank = [](const PlanWindow &window) {
        return std::tuple(window.isUsedUp(), window.decides, window.used);
    };
    const auto first = std::max_element(windows.begin(), windows.end(),
                                        [&rank](const PlanWindow &one, const PlanWindow &other) {
                                            return rank(one) < rank(other);
                                        });
    for (PlanWindow &window : windows)
        window.isPaid = window.isUsedUp();
    if (first != windows.end())
        first->isPaid = true;
}

void readAnthropic(PlanWindows &windows, const HeaderList &headers, qint64 nowMs)
{
    const QByteArray prefix = kUnified.toByteArray();
    const QByteArray decisive = claimedWindow(valueOf(headers, prefix + "representative-claim"));
    for (size_t at = 0; at < headers.size() && windows.size() < kMostOfAnswer; ++at) {
        const QByteArrayView field = headers.at(at).name;
        const qsizetype length = field.size() - kUnified.size() - kUtilization.size();
        if (length < 1 || length > kMaxName
            || !equalsIgnoringCase(field.first(kUnified.size()), kUnified)
            || !equalsIgnoringCase(field.last(kUtilization.size()), kUtilization))
            continue;
        PlanWindow window {.provider = "anthropic",
                           .account = valueOf(headers, "anthropic-organization-id"),
                           .name = field.sliced(kUnified.size(), length).toByteArray().toLower(),
                           .seenAtMs = nowMs};
        // The share of what may be paid for beyond the plan is no window of the plan.
        if (window.name == "overage")
            continue;
        const auto used = shareOf(headers.at(at).value.toByteArray(), 1);
        if (!used)
            continue;
        window.used = *used;
        window.status = valueOf(headers, prefix + window.name + "-status");
        window.resetsAtMs = timeOf(valueOf(headers, prefix + window.name + "-reset"), nowMs);
        window.lengthSeconds = lengthOf(window.name);
        window.decides = window.name == decisive;
        windows.push_back(std::move(window));
    }
    if (windows.size() < kMostOfAnswer)
        addRefusedWindow(windows, headers, decisive, nowMs);
    if (isPaidBeyondPlan(headers))
        markPaid(windows);
}

/// Seconds from now on, as a Unix time.
std::optional<qint64> timeAfter(const QByteArray &text, qint64 nowMs)
{
    bool isNumber = false;
    const double seconds = text.toDouble(&isNumber);
    if (!isNumber || !(seconds >= 0 && seconds <= double(kLongestWindow)))
        return std::nullopt;
    return nowMs + static_cast<qint64>(seconds * 1000);
}

std::optional<qint64> codexReset(const HeaderList &headers, const QByteArray &prefix, qint64 nowMs)
{
    const auto at = timeOf(valueOf(headers, prefix + "reset-at"), nowMs);
    return at ? at : timeAfter(valueOf(headers, prefix + "reset-after-seconds"), nowMs);
}

void readCodex(PlanWindows &windows, const HeaderList &headers, qint64 nowMs)
{
    constexpr double kPercent = 100;
    for (const char *which : {"primary", "secondary"}) {
        const QByteArray prefix = QByteArray("x-codex-") + which + '-';
        const auto used = shareOf(valueOf(headers, prefix + "used-percent"), kPercent);
        if (!used || windows.size() >= kMostOfAnswer)
            continue;
        bool isNumber = false;
        const qint64 seconds =
            valueOf(headers, prefix + "window-minutes").toInt(&isNumber) * qint64 {60};
        const bool isLength = isNumber && seconds > 0 && seconds <= kLongestWindow;
        windows.push_back({.provider = "codex",
                           .account = {},
                           .name = isLength ? nameOfLength(seconds) : QByteArray(which),
                           .used = *used,
                           .status = {},
                           .lengthSeconds = isLength ? seconds : 0,
                           .resetsAtMs = codexReset(headers, prefix, nowMs),
                           .seenAtMs = nowMs});
    }
}

bool isSame(const PlanWindow &one, const PlanWindow &other)
{
    return std::tie(one.provider, one.account, one.name)
           == std::tie(other.provider, other.account, other.name);
}

QByteArray planOf(const PlanWindow &window)
{
    return window.provider + '/' + window.account;
}

} // namespace

bool tellsOfPlan(const HeaderList &headers)
{
    for (size_t at = 0; at < headers.size(); ++at) {
        const QByteArrayView name = headers.at(at).name;
        if (name.size() > kUnified.size() + kUtilization.size()
            && equalsIgnoringCase(name.first(kUnified.size()), kUnified))
            return true;
        if (equalsIgnoringCase(name, kCodexPrimary))
            return true;
    }
    return false;
}

PlanWindows readPlanWindows(const HeaderList &headers, qint64 nowMs)
{
    PlanWindows windows;
    readAnthropic(windows, headers, nowMs);
    readCodex(windows, headers, nowMs);
    return windows;
}

PlanLimits::Kept &PlanLimits::keptOf(const PlanWindow &window)
{
    const auto known = std::find_if(m_kept.begin(), m_kept.end(), [&window](const Kept &each) {
        return isSame(each.window, window);
    });
    if (known != m_kept.end())
        return *known;
    // The one that was told of longest ago makes room.
    if (m_kept.size() >= kMostWindows)
        m_kept.erase(
            std::min_element(m_kept.begin(), m_kept.end(), [](const Kept &one, const Kept &other) {
                return one.window.seenAtMs < other.window.seenAtMs;
            }));
    return m_kept.emplace_back(Kept {.window = window});
}

QByteArray PlanLimits::note(const HeaderList &headers, qint64 nowMs)
{
    QByteArray plan;
    for (PlanWindow &window : readPlanWindows(headers, nowMs)) {
        plan = planOf(window);
        Kept &kept = keptOf(window);
        kept.pace.told(window);
        kept.window = std::move(window);
    }
    return plan;
}

void PlanLimits::spent(const QByteArray &plan, PicoDollars cost, PicoDollars saved)
{
    for (Kept &kept : m_kept) {
        if (planOf(kept.window) == plan)
            kept.pace.spent(cost, saved);
    }
}

PlanWindows PlanLimits::windows(qint64 nowMs) const
{
    PlanWindows valid;
    for (const auto &[window, pace] : m_kept) {
        if (window.resetsAtMs && *window.resetsAtMs <= nowMs)
            continue;
        valid.push_back(window);
        valid.back().saved = pace.savedShare();
    }
    std::sort(valid.begin(), valid.end(), [](const PlanWindow &one, const PlanWindow &other) {
        return std::tie(one.provider, one.account, one.lengthSeconds, one.name)
               < std::tie(other.provider, other.account, other.lengthSeconds, other.name);
    });
    return valid;
}

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/resilience/retrypolicy.h"

#include <QDateTime>
#include <QLocale>
#include <QTimeZone>

#include <algorithm>
#include <array>
#include <utility>

namespace proxy {

namespace {

// Longer digit strings can only be nonsense: 10^9 s are 31 years. As nanoseconds they still fit,
// which those up to a date in the year 9999 do not.
constexpr qsizetype kMaxDigits = 9;
constexpr qint64 kMostSeconds = 999'999'999;

// The three forms of an HTTP date (RFC 9110 5.6.7), always GMT, always in English.
constexpr std::array kDateFormats {"ddd, dd MMM yyyy HH:mm:ss 'GMT'",
                                   "dddd, dd-MMM-yy HH:mm:ss 'GMT'", "ddd MMM d HH:mm:ss yyyy"};

bool isDigits(QByteArrayView text)
{
    return !text.isEmpty()
           && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<QDateTime> parseHttpDate(QByteArrayView value)
{
    const QString text = QString::fromLatin1(value).simplified();
    for (const char *format : kDateFormats) {
        QDateTime date = QLocale::c().toDateTime(text, QString::fromLatin1(format));
        if (!date.isValid())
            continue;
        date.setTimeZone(QTimeZone::utc());
        // Two-digit years are of this century (RFC 850 dates).
        if (date.date().year() < 1970)
            date = date.addYears(100);
        return date;
    }
    return std::nullopt;
}

} // namespace

RetryPolicy::RetryPolicy(int retries, Backoff backoff)
    : m_retries(retries)
    , m_backoff(std::move(backoff))
{ }

std::optional<Delay> RetryPolicy::next(const FailedAttempt &failure)
{
    if (!failure.mayBeRetried || m_granted >= m_retries)
        return std::nullopt;
    Delay delay = m_backoff.next();
    if (failure.retryAfter)
        delay = *failure.retryAfter;
    if (delay >= Delay(failure.remaining))
        return std::nullopt;
    ++m_granted;
    return delay;
}

std::optional<std::chrono::seconds> parseRetryAfter(QByteArrayView value, const QDateTime &now)
{
    value = value.trimmed();
    // Some servers tell fractions of a second, which no rule allows.
    const qsizetype point = value.indexOf('.');
    const QByteArrayView whole = point < 0 ? value : value.first(point);
    if (isDigits(whole) && (point < 0 || isDigits(value.sliced(point + 1)))) {
        const bool isHuge = whole.size() > kMaxDigits;
        const qint64 seconds = isHuge ? kMostSeconds : whole.toByteArray().toLongLong();
        return std::chrono::seconds(std::min(seconds + (point < 0 ? 0 : 1), kMostSeconds));
    }
    const auto date = parseHttpDate(value);
    if (!date)
        return std::nullopt;
    return std::chrono::seconds(std::clamp<qint64>(now.secsTo(*date), 0, kMostSeconds));
}

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/money.h"
#include "proxy/status/metrichistogram.h"

#include <QByteArray>

#include <initializer_list>
#include <utility>

namespace proxy {

/// Writes Prometheus' text exposition format 0.0.4, one metric family after another.
class MetricsText final
{
public:
    enum class Type { Counter, Gauge, Histogram };
    using Labels = std::initializer_list<std::pair<const char *, QByteArray>>;
    static constexpr char kContentType[] = "text/plain; version=0.0.4; charset=utf-8";

    /// Begins a family with its HELP and TYPE lines. The samples that follow belong to it.
    MetricsText &family(const char *name, Type type, const char *help);
    MetricsText &sample(const Labels &labels, qint64 value);
    MetricsText &sample(const Labels &labels, quint64 value);
    MetricsText &sample(const Labels &labels, double value);
    MetricsText &dollars(const Labels &labels, PicoDollars amount);
    /// Adds all buckets, the sum and the count, in seconds.
    MetricsText &histogram(const Labels &labels, const MetricHistogram &histogram);

    /// Takes the text written so far out of this object.
    [[nodiscard]] QByteArray take() { return std::exchange(m_text, {}); }

private:
    void begin(const char *suffix, const Labels &labels, const QByteArray &lessOrEqual = {});

    QByteArray m_text;
    QByteArray m_name;
};

} // namespace proxy

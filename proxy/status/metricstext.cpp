// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/status/metricstext.h"

namespace proxy {

namespace {

constexpr double kMicrosPerSecond = 1e6;

void appendEscaped(QByteArray &out, const QByteArray &value)
{
    for (const char c : value) {
        if (c == '\n')
            out += "\\n";
        else if (c == '\\' || c == '"')
            (out += '\\') += c;
        else
            out += c;
    }
}

QByteArray seconds(std::int64_t micros)
{
    return QByteArray::number(static_cast<double>(micros) / kMicrosPerSecond, 'g', 12);
}

} // namespace

MetricsText &MetricsText::family(const char *name, Type type, const char *help)
{
    static constexpr const char *kTypes[] = {"counter", "gauge", "histogram"};
    m_name = name;
    m_text +=
        "# HELP " + m_name + ' ' + help + "\n# TYPE " + m_name + ' ' + kTypes[int(type)] + '\n';
    return *this;
}

MetricsText &MetricsText::sample(const Labels &labels, qint64 value)
{
    begin("", labels);
    m_text += QByteArray::number(value) + '\n';
    return *this;
}

MetricsText &MetricsText::sample(const Labels &labels, quint64 value)
{
    begin("", labels);
    m_text += QByteArray::number(value) + '\n';
    return *this;
}

MetricsText &MetricsText::sample(const Labels &labels, double value)
{
    begin("", labels);
    m_text += QByteArray::number(value, 'g', 12) + '\n';
    return *this;
}

MetricsText &MetricsText::dollars(const Labels &labels, PicoDollars amount)
{
    begin("", labels);
    m_text += dollarsText(amount) + '\n';
    return *this;
}

MetricsText &MetricsText::histogram(const Labels &labels, const MetricHistogram &histogram)
{
    quint64 count = 0;
    for (size_t bucket = 0; bucket <= kMetricBounds.size(); ++bucket) {
        count += histogram.countIn(bucket);
        const bool isLast = bucket == kMetricBounds.size();
        begin("_bucket", labels, isLast ? QByteArray("+Inf") : seconds(kMetricBounds[bucket]));
        m_text += QByteArray::number(count) + '\n';
    }
    begin("_sum", labels);
    m_text += seconds(histogram.sum().count()) + '\n';
    begin("_count", labels);
    m_text += QByteArray::number(count) + '\n';
    return *this;
}

void MetricsText::begin(const char *suffix, const Labels &labels, const QByteArray &lessOrEqual)
{
    m_text += m_name + suffix;
    char before = '{';
    const auto add = [&](const char *name, const QByteArray &value) {
        (m_text += before) += name;
        m_text += "=\"";
        appendEscaped(m_text, value);
        m_text += '"';
        before = ',';
    };
    for (const auto &[name, value] : labels)
        add(name, value);
    if (!lessOrEqual.isEmpty())
        add("le", lessOrEqual);
    m_text += before == ',' ? "} " : " ";
}

} // namespace proxy

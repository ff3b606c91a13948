// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/prometheustext.h"

#include <QList>
#include <QRegularExpression>

#include <set>

namespace support {

namespace {

using Family = PrometheusPage::Family;

struct Sample
{
    QByteArray name;
    std::map<QByteArray, QByteArray> labels;
    double value = 0;
};

/// Reads line by line; every fault names its line.
class Parser
{
public:
    explicit Parser(PrometheusPage &page)
        : m_page(page)
    { }

    void read(const QByteArray &text)
    {
        check(text.endsWith('\n'), "the page must end with a newline");
        for (const QByteArray &line : text.chopped(1).split('\n')) {
            m_line = line;
            if (line.startsWith("# HELP "))
                readHelp(line.sliced(7));
            else if (line.startsWith("# TYPE "))
                readType(line.sliced(7));
            else
                readSample(line);
        }
        m_line.clear();
        for (const auto &[name, family] : m_page.families)
            lint(name, family);
    }

private:
    void check(bool good, const char *rule)
    {
        if (!good)
            m_page.faults << QString::fromUtf8(m_line.left(120)) + QStringLiteral(": ")
                                 + QString::fromLatin1(rule);
    }

    void readHelp(const QByteArray &rest)
    {
        const qsizetype blank = rest.indexOf(' ');
        check(blank > 0 && blank + 1 < rest.size(), "HELP needs a name and a text");
        m_family = rest.left(blank);
        check(!m_page.families.contains(m_family), "a family may appear once only");
        m_page.families[m_family].help = rest.mid(blank + 1);
    }

    void readType(const QByteArray &rest)
    {
        const QList<QByteArray> words = rest.split(' ');
        check(words.size() == 2 && words[0] == m_family, "TYPE must follow its HELP");
        Family &family = m_page.families[m_family];
        check(family.type.isEmpty() && family.samples.empty(), "TYPE must come first, once");
        family.type = words.value(1);
        check(QList<QByteArray> {"counter", "gauge", "histogram"}.contains(family.type),
              "an unknown type");
    }

    void readSample(const QByteArray &line)
    {
        static const QRegularExpression kSample(QStringLiteral(
            R"(^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.+)\})? (NaN|[+-]?Inf|[+-]?[0-9.]+(?:e[+-]?[0-9]+)?)$)"));
        const auto match = kSample.match(QString::fromUtf8(line));
        check(match.hasMatch(), "not a sample");
        if (!match.hasMatch())
            return;
        Sample sample {.name = match.captured(1).toUtf8(), .labels = {}, .value = 0};
        bool isNumber = false;
        sample.value = match.captured(3).toDouble(&isNumber);
        check(isNumber, "not a number");
        readLabels(match.captured(2), sample);
        QByteArray base = sample.name;
        for (const char *suffix : {"_bucket", "_sum", "_count"}) {
            if (m_page.families[m_family].type == "histogram" && base.endsWith(suffix))
                base.chop(static_cast<qsizetype>(qstrlen(suffix)));
        }
        check(base == m_family, "a sample must stand under its family");
        const QByteArray series = line.left(line.lastIndexOf(' '));
        const bool isNew = m_page.families[m_family].samples.emplace(series, sample.value).second;
        check(isNew, "a series may appear once only");
        if (m_page.families[m_family].type == "histogram")
            followHistogram(sample);
        else if (m_page.families[m_family].type == "counter")
            check(sample.value >= 0, "a counter can't be negative");
    }

    void readLabels(const QString &text, Sample &sample)
    {
        static const QRegularExpression kLabel(
            QStringLiteral(R"re(\G([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\["\\n])*)"(,|$))re"));
        qsizetype at = 0;
        while (at < text.size()) {
            const auto match = kLabel.match(text, at);
            check(match.hasMatch(), "broken labels");
            if (!match.hasMatch())
                return;
            const bool isNew =
                sample.labels.emplace(match.captured(1).toUtf8(), match.captured(2).toUtf8())
                    .second;
            check(isNew, "a label may appear once only");
            at = match.capturedEnd();
        }
    }

    void followHistogram(const Sample &sample)
    {
        if (sample.name.endsWith("_bucket")) {
            const QByteArray le = sample.labels.count("le") ? sample.labels.at("le") : "";
            const double bound = le == "+Inf" ? qInf() : le.toDouble();
            check(bound > m_bound, "buckets must ascend");
            check(sample.value >= m_bucket, "buckets must be cumulative");
            m_bound = bound;
            m_bucket = sample.value;
        } else if (sample.name.endsWith("_count")) {
            check(m_bound == qInf(), "a histogram needs +Inf");
            check(sample.value == m_bucket, "_count must equal +Inf");
            m_bound = -1;
            m_bucket = 0;
        }
    }

    void lint(const QByteArray &name, const Family &family)
    {
        m_line = name;
        check(!family.samples.empty(), "a family needs a sample");
        check((family.type == "counter") == name.endsWith("_total"),
              "counters, and only they, end in _total");
        for (const char *unit :
             {"_ms", "_milliseconds", "_us", "_microseconds", "_kb", "_mb", "_minutes", "_percent"})
            check(!name.endsWith(unit) && !name.contains(QByteArray(unit) + '_'),
                  "only base units");
    }

    PrometheusPage &m_page;
    QByteArray m_line;
    QByteArray m_family;
    double m_bound = -1;
    double m_bucket = 0;
};

} // namespace

double PrometheusPage::value(const QByteArray &series) const
{
    for (const auto &entry : families) {
        const auto found = entry.second.samples.find(series);
        if (found != entry.second.samples.end())
            return found->second;
    }
    return -1;
}

PrometheusPage parsePrometheus(const QByteArray &text)
{
    PrometheusPage page;
    Parser(page).read(text);
    return page;
}

} // namespace support

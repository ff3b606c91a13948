// SPDX-License-Identifier: LicenseRef-Private
#include "report.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <functional>
#include <limits>

namespace bench {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

std::string number(double value)
{
    if (std::isnan(value))
        return "-";
    std::array<char, 32> text {};
    const int digits = std::abs(value) >= 100 || value == 0 ? 0 : std::abs(value) >= 10 ? 1 : 2;
    std::snprintf(text.data(), text.size(), "%.*f", digits, value);
    return text.data();
}

double medianOf(const std::vector<Sample> &samples, double Sample::*field)
{
    std::vector<double> values;
    for (const Sample &sample : samples)
        values.push_back(sample.*field);
    return median(std::move(values));
}

/// Median over the rounds of what a target needs more than no proxy at all.
double addedToDirect(const ScenarioResult &result, size_t target)
{
    std::vector<double> values;
    for (size_t round = 0; round < result.results[target].size(); ++round)
        values.push_back(result.results[target][round].latency - result.results[0][round].latency);
    return median(std::move(values));
}

class Table final
{
public:
    explicit Table(const std::vector<Target> &targets)
        : m_targets(targets)
    {
        for (size_t i = 0; i < targets.size(); ++i)
            m_nginx = targets[i].name == "nginx" ? i : m_nginx;
        m_text = "| |";
        std::string rule = "\n|---|";
        for (const Target &target : targets) {
            m_text += " " + target.name + " |";
            rule += "---:|";
        }
        for (size_t i = m_nginx + 1; i < targets.size() && hasNginx(); ++i) {
            m_text += " " + targets[i].name + " / nginx |";
            rule += "---:|";
        }
        m_text += rule + "\n";
    }

    void row(const std::string &name, const std::function<double(size_t)> &value)
    {
        std::vector<double> values;
        m_text.append("| ").append(name).append(" |");
        for (size_t i = 0; i < m_targets.size(); ++i) {
            values.push_back(value(i));
            addCell(values.back());
        }
        for (size_t i = m_nginx + 1; i < values.size() && hasNginx(); ++i)
            addCell(values[m_nginx] > 0 ? values[i] / values[m_nginx] : kNone);
        m_text.append("\n");
    }

    [[nodiscard]] const std::string &text() const { return m_text; }

private:
    void addCell(double value) { m_text.append(" ").append(number(value)).append(" |"); }
    [[nodiscard]] bool hasNginx() const { return m_nginx < m_targets.size(); }

    const std::vector<Target> &m_targets;
    size_t m_nginx = std::numeric_limits<size_t>::max() - 1;
    std::string m_text;
};

void addRequestRows(Table &table, const ScenarioResult &result)
{
    const auto of = [&](double Sample::*field) {
        return [&result, field](size_t i) { return medianOf(result.results[i], field); };
    };
    const std::string &name = result.scenario.name;
    if (result.scenario.clients > 1)
        table.row(name + ": requests/s", of(&Sample::perSecond));
    table.row(name + ": p50 µs", of(&Sample::latency));
    table.row(name + ": p50 added over direct µs",
              [&](size_t i) { return i == 0 ? kNone : addedToDirect(result, i); });
    table.row(name + ": CPU a request µs",
              [&](size_t i) { return i == 0 ? kNone : medianOf(result.results[i], &Sample::cpu); });
    table.row(name + ": failed", of(&Sample::failures));
}

void addStreamRows(Table &table, const ScenarioResult &result)
{
    const auto of = [&](double Sample::*field) {
        return [&result, field](size_t i) { return medianOf(result.results[i], field); };
    };
    const auto ofProxy = [&](double Sample::*field) {
        return [&result, field](size_t i) {
            return i == 0 ? kNone : medianOf(result.results[i], field);
        };
    };
    const std::string &name = result.scenario.name;
    table.row(name + ": first byte p50 µs", of(&Sample::firstByte));
    table.row(name + ": delay of a chunk p50 µs", of(&Sample::added));
    table.row(name + ": delay of a chunk p99 µs", of(&Sample::addedP99));
    table.row(name + ": gaps over 100 ms", of(&Sample::stalls));
    table.row(name + ": broken", of(&Sample::failures));
    table.row(name + ": CPU a chunk µs", ofProxy(&Sample::cpu));
    table.row(name + ": resident MB", ofProxy(&Sample::residentMb));
}

} // namespace

std::string markdownTable(const std::vector<Target> &targets,
                          const std::vector<ScenarioResult> &results)
{
    Table table(targets);
    for (const ScenarioResult &result : results) {
        if (result.scenario.streams)
            addStreamRows(table, result);
        else
            addRequestRows(table, result);
    }
    const auto ofProxy = [&](double Target::*field) {
        return [&targets, field](size_t i) { return i == 0 ? kNone : targets[i].*field; };
    };
    table.row("start to first healthy answer ms", ofProxy(&Target::startupMs));
    table.row("idle resident MB", ofProxy(&Target::idleMb));
    return table.text();
}

} // namespace bench

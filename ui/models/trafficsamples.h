// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"

#include <QHash>
#include <QSet>
#include <QStringList>

#include <deque>
#include <vector>

namespace ui {

/// What the charts need of one finished request. It is small, because many are kept.
struct TrafficSample
{
    qint64 startedAtMs = 0;
    int requested = 0; ///< number of the model's name: TrafficSamples::name()
    int selected = 0;
    int project = 0;
    proxy::Difficulty difficulty = proxy::Difficulty::None;
    bool isRoutable = false;
    bool isChanged = false;
    bool isError = false;
    bool askedRouter = false;
    std::chrono::microseconds routingTime {0};
    double costUsd = 0;
    double savedUsd = 0; ///< negative: routing cost more
    double feeUsd = 0; ///< Morph's fee
};

/// The finished requests of the last days, for the charts. The number is limited; the oldest is
/// dropped first. A request that is added twice counts once. Plain value.
class TrafficSamples final
{
public:
    static constexpr size_t kCapacity = 200000;

    /// Adds finished exchanges and ignores open ones, which come again when they have ended.
    void add(const std::vector<proxy::Exchange> &exchanges);

    struct Selection
    {
        qint64 fromMs = 0;
        qint64 toMs = 0;
        QString project = {}; ///< empty: all projects
    };
    [[nodiscard]] std::vector<TrafficSample> in(const Selection &selection) const;
    [[nodiscard]] qint64 oldestMs() const;
    /// Returns the projects, sorted.
    [[nodiscard]] QStringList projects() const;
    [[nodiscard]] const QString &name(int number) const { return m_names.at(number); }

private:
    int numberOf(const QByteArray &name);
    void add(const proxy::Exchange &exchange);

    std::deque<TrafficSample> m_samples; ///< sorted by time
    std::deque<size_t> m_order; ///< hashes of ids, in the order of their arrival
    QSet<size_t> m_seen;
    QHash<QByteArray, int> m_numbers;
    QStringList m_names;
    QSet<int> m_projects;
};

[[nodiscard]] bool isErrorOf(const proxy::Exchange &exchange);

} // namespace ui

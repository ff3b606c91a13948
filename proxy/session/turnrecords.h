// SPDX-License-Identifier: LicenseRef-Private
// Serves step 4 of 8 (DECIDE): averages over the turns that this proxy has seen.
#pragma once

#include "proxy/exchange/sessionview.h"

#include <QByteArray>
#include <QHash>

#include <vector>

namespace proxy {

/// Counts turns, requests and tokens by model, and how often a downgrade was taken back. The
/// averages are blended with the priors of TurnMeans, so that a few unusual turns change them
/// little.
class TurnRecords final
{
public:
    static constexpr qsizetype kModels = 64;

    void noteTurn(const QByteArray &model, double minutesSinceLast);
    void noteRequest(const QByteArray &model, qint64 outputTokens, qint64 freshTokens);
    void noteDowngrade() { ++m_downgrades; }
    void noteSwitchBack() { ++m_switchesBack; }

    /// Returns the averages for a session whose model is @p model.
    [[nodiscard]] TurnMeans means(const QByteArray &model) const;

private:
    struct Record
    {
        int turns = 0;
        int requests = 0;
        qint64 output = 0;
        qint64 fresh = 0;
    };

    [[nodiscard]] Record recordOf(const QByteArray &model) const;
    [[nodiscard]] Record *entryFor(const QByteArray &model);
    void updateSteps(const QByteArray &model, const Record &record);

    QHash<QByteArray, Record> m_records;
    QList<ModelSteps> m_steps; ///< of the models with enough turns; asked for by each request
    int m_timedTurns = 0;
    double m_minutes = 0;
    int m_downgrades = 0;
    int m_switchesBack = 0;
};

} // namespace proxy

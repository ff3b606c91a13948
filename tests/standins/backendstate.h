// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "tests/standins/fakebackend.h"
#include "tests/standins/fakeclock.h"
#include "tests/standins/managementstate.h"
#include "tests/standins/usageledger.h"

#include <QByteArray>
#include <QJsonObject>
#include <QList>

#include <random>

namespace standins {

/// Everything one FakeBackend remembers between requests. Lives on its thread.
struct BackendState
{
    BackendState(const FakeBackendOptions &options, FakeClock &timeSource);

    void apply(const QJsonObject &part); ///< replaces the members that are there
    [[nodiscard]] quint64 nextNumber() { return ++counter; }
    /// The id without one "prefix/" of `prefixes` and one trailing "(suffix)".
    [[nodiscard]] QByteArray baseModel(const QByteArray &model) const;
    [[nodiscard]] bool knowsModel(const QByteArray &model) const;
    [[nodiscard]] bool isV7() const { return profile == BackendProfile::V7; }
    [[nodiscard]] bool isReference() const { return profile == BackendProfile::Reference; }

    BackendProfile profile;
    BackendDialects dialects;
    FakeClock &clock;
    std::mt19937 order;
    quint64 counter = 0;

    QList<QByteArray> apiKeys {"k-alpha-0001", "k-beta-0002"};
    QList<QByteArray> models;
    QList<QByteArray> prefixes;
    std::chrono::milliseconds sseKeepAlive {0};
    std::chrono::milliseconds nonStreamKeepAlive {0};
    qint64 unknownModelsUntilMs = 0; ///< every model is unknown until then (start-up window)
    bool wsAuth = false;

    UsageLedger usage;
    ManagementState management;
};

} // namespace standins

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/requestfacts.h"
#include "proxy/json/jsoncursor.h"

namespace proxy {

/// Reads the top-level fields that control the answer (limits, thinking, effort, output format,
/// sampling, price, cache lifetime) and those that refer to a state at the provider.
class OptionReader final
{
public:
    OptionReader(JsonCursor &cursor, RequestFacts &facts)
        : m_cursor(cursor)
        , m_facts(facts)
        , m_features(facts.features)
    { }

    /// Reads the value of @p key. The name of an unknown field is recorded, unless every model
    /// takes it.
    void read(QByteArrayView key);
    /// The id of a conversation at the provider; empty: none.
    [[nodiscard]] const QByteArray &serverSession() const { return m_serverSession; }

private:
    using Read = void (OptionReader::*)();

    void readMaxTokens();
    void readThinking();
    void readOutput();
    void readReasoning();
    void readEffortField();
    bool readEffort();
    void noteEffortHolder(bool hasEffort);
    void readFormat();
    void readToolChoice();
    void readContextManagement();
    void readCacheControl();
    void readTemperature();
    void readTopP();
    void readTopK();
    void readStop();
    void readFallbacks();
    void readSpeed();
    void readRegion();
    void readCacheOptions();
    void readCacheRetention();
    void readThread();
    void readServerConversation();
    void readContainer();
    void readCreditToken();
    void readModalities();
    void noteField(QByteArrayView name, QByteArrayView parent = {});
    void noteServerState(const char *field);
    void readServerId(QByteArrayView key, QByteArrayView other);
    [[nodiscard]] QByteArrayView readWord();
    [[nodiscard]] bool readGiven();
    [[nodiscard]] double readShare();

    JsonCursor &m_cursor;
    RequestFacts &m_facts;
    RequestFeatures &m_features;
    QByteArrayView m_key; // of the field that is being read
    QByteArray m_serverSession;
};

} // namespace proxy

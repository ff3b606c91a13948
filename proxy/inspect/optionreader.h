// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/inspect/jsoncursor.h"
#include "proxy/message/requestfacts.h"

namespace proxy {

/// Reads the top-level fields that say how to answer: limits, thinking, effort, output format.
class OptionReader final
{
public:
    OptionReader(JsonCursor &cursor, RequestFacts &facts)
        : m_cursor(cursor)
        , m_facts(facts)
        , m_features(facts.features)
    { }

    /// Consumes the value of @p key if it is one of these fields; else false.
    [[nodiscard]] bool read(QByteArrayView key);

private:
    using Read = void (OptionReader::*)();

    void readMaxTokens();
    void readThinking();
    void readOutput();
    void readReasoning();
    void readEffort();
    void readFormat();
    void readToolChoice();
    void readContextManagement();
    void readCacheControl();
    [[nodiscard]] QByteArrayView readWord();

    JsonCursor &m_cursor;
    RequestFacts &m_facts;
    RequestFeatures &m_features;
};

} // namespace proxy

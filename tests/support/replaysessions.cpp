// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/replaysessions.h"

#include "proxy/classify/localclassifier.h"
#include "proxy/inspect/clientidentity.h"
#include "proxy/inspect/requestinspector.h"
#include "proxy/session/clientprofiles.h"
#include "tests/support/requestcorpus.h"

#include <array>

namespace support {

namespace {

using proxy::Difficulty;
using proxy::LoggedRequest;
using proxy::TurnType;

constexpr qint64 kFirstMs = 1'795'000'000'000;
constexpr qint64 kStepMs = 15'000;

Difficulty sizedBy(qsizetype textBytes)
{
    return textBytes <= 60    ? Difficulty::Easy
           : textBytes <= 160 ? Difficulty::Medium
                              : Difficulty::Hard;
}

/// One conversation with an agent, told request by request.
class MadeSession final
{
public:
    MadeSession(const QByteArray &model, quint64 number, qint64 beginMs, qint64 firstBytes)
        : m_atMs(beginMs)
        , m_firstBytes(firstBytes)
    {
        m_next.session = "made-" + QByteArray::number(number);
        m_next.client = "claude-code";
        m_next.path = "/v1/messages";
        m_next.answered = true;
        proxy::RequestFacts &facts = m_next.features.facts;
        facts.dialect = proxy::Dialect::Anthropic;
        facts.model = model;
        facts.maxTokens = 32'000;
        facts.toolCount = 20;
        facts.firstTextHash = number * 1000 + 1;
        facts.systemHead = "You write software.";
        facts.features.hasCacheControl = true;
        facts.features.systemFingerprint = 21;
        facts.features.toolsFingerprint = 22;
        facts.features.systemBytes = 18'000;
        facts.features.toolsBytes = 52'000;
        m_next.features.bodyBytes = m_firstBytes;
    }

    void ask(Difficulty answer, int toolCalls)
    {
        proxy::RequestFacts &facts = m_next.features.facts;
        facts.userText = "typed";
        m_next.features.textBytes = 5;
        facts.userTextHash = facts.firstTextHash + quint64(++facts.userTextOrdinal);
        m_next.answer = answer;
        send(TurnType::HumanAsk, false);
        for (int call = 0; call < toolCalls; ++call)
            send(TurnType::ToolContinuation, true);
    }
    void title()
    {
        LoggedRequest kept = m_next;
        m_next.features.facts.toolCount = 0;
        m_next.features.bodyBytes = 4000;
        send(TurnType::SideRequest, false);
        m_next = kept;
    }
    void sumUp()
    {
        send(TurnType::Compaction, false);
        proxy::RequestFacts &facts = m_next.features.facts;
        facts.firstTextHash += 500;
        facts.userTextOrdinal = 0;
        m_next.features.bodyBytes = m_firstBytes + 15'000;
    }
    void pause(qint64 ms) { m_atMs += ms; }

    std::vector<LoggedRequest> requests;

private:
    void send(TurnType turn, bool isLoop)
    {
        m_next.atMs = m_atMs;
        m_next.features.turn = turn;
        proxy::RequestFacts &facts = m_next.features.facts;
        facts.isContinuation = isLoop;
        facts.features.openToolExchange = isLoop;
        requests.push_back(m_next);
        facts.features.hasSignedThinking = true;
        m_next.features.bodyBytes += 9000;
        m_atMs += kStepMs;
    }

    LoggedRequest m_next;
    qint64 m_atMs;
    qint64 m_firstBytes;
};

} // namespace

std::vector<LoggedRequest> recordedSessions()
{
    std::vector<LoggedRequest> requests;
    const auto tables = proxy::loadInspectorTables();
    const auto profiles = proxy::ClientProfiles::builtIn();
    const auto classifier = proxy::LocalClassifier::builtIn();
    qint64 atMs = kFirstMs;
    for (const CorpusRequest &entry : recordedRequests()) {
        if (entry.request.head.dialect() == proxy::Dialect::Other
            || entry.request.head.method != "POST")
            continue;
        LoggedRequest request;
        proxy::RequestFacts facts = proxy::RequestInspector(*tables).inspect(entry.request);
        const auto &headers = entry.request.head.headers;
        const proxy::ClientIdentity client = proxy::identifyClient(headers);
        request.atMs = atMs += kStepMs;
        request.session = client.session.isEmpty() ? facts.sessionId : client.session;
        request.client = client.name;
        request.path = entry.request.head.normalisedPath;
        request.features.turn = profiles.read(facts, headers, client.name).type;
        request.features.betas = headers.first("anthropic-beta").value_or("").toByteArray();
        request.features.bodyBytes = entry.request.body.size();
        request.features.textBytes = facts.userText.size();
        request.answer = sizedBy(facts.userText.size());
        request.local = classifier.verdict({.text = facts.userText, .signs = facts.signs});
        request.features.facts = std::move(facts);
        requests.push_back(std::move(request));
    }
    return requests;
}

std::vector<LoggedRequest> syntheticSessions(qint64 firstBytes)
{
    constexpr std::array kAnswers {
        Difficulty::Easy, Difficulty::Hard, Difficulty::Easy, Difficulty::Easy, Difficulty::Medium,
        Difficulty::Easy, Difficulty::Easy, Difficulty::Easy, Difficulty::Hard, Difficulty::Easy};
    constexpr std::array<const char *, 4> kModels {"claude-opus-5-5", "claude-sonnet-5-5",
                                                   "claude-opus-5-5", "claude-haiku-5-5"};
    std::vector<LoggedRequest> all;
    for (size_t number = 0; number < kModels.size(); ++number) {
        MadeSession session(kModels[number], number + 1, kFirstMs + qint64(number) * 7'200'000,
                            firstBytes);
        session.title();
        for (size_t turn = 0; turn < kAnswers.size(); ++turn) {
            session.ask(kAnswers[(turn + number) % kAnswers.size()], int(2 + turn % 4));
            session.pause(turn == 4 ? 900'000 : 60'000);
            if (turn == 6)
                session.sumUp();
        }
        all.insert(all.end(), session.requests.begin(), session.requests.end());
    }
    return all;
}

} // namespace support

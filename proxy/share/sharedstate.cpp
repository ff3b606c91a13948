// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/share/sharedstate.h"

#include "proxy/share/sharedformat.h"
#include "proxy/share/sharedkeys.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace proxy {

namespace {

using std::chrono::milliseconds;

/// What stands beside the conversation leaves no trace on it, and needs none.
bool belongsToConversation(TurnType turn)
{
    return turn != TurnType::SideRequest && turn != TurnType::Probe;
}

} // namespace

/// The questions about one request. All are asked at once; the last answer ends it.
class SharedState::Fetching final : public Recall
{
public:
    Fetching(SharedState &shared, const RecalledRequest &request, std::function<void()> done)
        : m_shared(shared)
        , m_request(request)
        , m_done(std::move(done))
    { }
    ~Fetching() override
    {
        for (const quint64 question : m_questions)
            m_shared.m_store.forget(question);
    }
    Q_DISABLE_COPY_MOVE(Fetching)

    /// False: nothing could be asked.
    [[nodiscard]] bool begin()
    {
        const DecisionContext &context = m_request.context;
        const bool isNew =
            belongsToConversation(context.turn) && m_request.session.session != 0
            && m_shared.m_parts.decider.lacksTurn(m_request.facts, m_request.context);
        if (isNew)
            askForTurn();
        for (TotalsQuestion &question :
             m_shared.m_parts.totals.questionsFor({.project = context.project,
             .clientKey = context.clientKey,
             .session = context.sessionId,
             .clientName = context.clientName()}))
            ask(question.command, std::move(question.take));
        m_shared.m_store.flush();
        return m_open > 0;
    }

private:
    void askForTurn()
    {
        const SessionKey &key = m_request.session;
        const QByteArray conversation = conversationKeyName(key.session, key.conversation);
        const TurnKey turn = m_shared.m_parts.decider.turnKey(m_request.facts, m_request.context);
        ask(getCommand(turnKeyName(turn)),
            [this](const StoreReply &reply) { m_decision = readSharedDecision(reply.text); });
        ask(getCommand(conversation), [this](const StoreReply &reply) { m_evidence = reply.text; });
        ask(timeLeftCommand(conversation),
            [this](const StoreReply &reply) { m_timeLeft = milliseconds(reply.integer); });
        ask(getCommand(
                overrideKeyName(m_shared.m_parts.sessions.sharedName(key.id, key.clientName))),
            [this](const StoreReply &reply) { m_override = readSessionOverride(reply.text); });
    }

    template <class Take> void ask(const StoreCommand &command, Take take)
    {
        const quint64 question =
            m_shared.m_store.ask(command, [this, take](const StoreReply *reply) {
                if (reply && !reply->isError())
                    take(*reply);
                if (--m_open == 0)
                    end();
            });
        if (question == 0)
            return;
        m_questions.push_back(question);
        ++m_open;
    }

    /// May destroy this.
    void end()
    {
        m_questions.clear();
        if (m_decision)
            m_shared.m_parts.decider.adopt(m_request.facts, m_request.context, *m_decision);
        adoptEvidence();
        if (m_override)
            m_shared.m_parts.sessions.adoptOverride(m_request.session, *m_override);
        // What this took the claim of the same request lacks: together they wait no longer.
        SharedTurns &turns = m_shared.m_turns;
        turns.setPatience(std::chrono::floor<milliseconds>(Store::kPatience
                                                           - (m_shared.m_parts.clock() - m_began)));
        const std::function<void()> done = std::exchange(m_done, nullptr);
        done();
        turns.setPatience(Store::kPatience);
    }

    /// How old it is tells the life that it has lost: no clock of another machine is read.
    void adoptEvidence()
    {
        const milliseconds age = milliseconds(kSessionLife) - m_timeLeft;
        if (m_evidence.isEmpty() || m_timeLeft.count() < 0 || age.count() < 0)
            return;
        auto evidence = readConversationEvidence(m_evidence, m_shared.m_parts.clock(), age);
        if (!evidence)
            return;
        m_shared.m_parts.sessions.adopt(m_request.session, m_request.facts, *std::move(evidence),
                                        m_request.context.client);
    }

    SharedState &m_shared;
    RecalledRequest m_request;
    const Instant m_began = m_shared.m_parts.clock();
    std::function<void()> m_done;
    std::vector<quint64> m_questions;
    int m_open = 0;
    std::optional<SharedDecision> m_decision;
    QByteArray m_evidence;
    milliseconds m_timeLeft {-1};
    std::optional<SessionOverride> m_override;
};

SharedState::SharedState(Store &store, Parts parts)
    : m_store(store)
    , m_parts(std::move(parts))
    , m_turns(store)
{
    // Without a common secret nobody finds what another one writes.
    if (m_parts.sharesSessions)
        m_parts.decider.setSharing(&m_turns);
}

SharedState::~SharedState()
{
    m_parts.decider.setSharing(nullptr);
}

std::unique_ptr<SharedState::Recall> SharedState::recall(const RecalledRequest &request,
                                                         std::function<void()> done)
{
    if (!m_store.isAvailable())
        return nullptr;
    auto fetching = std::make_unique<Fetching>(*this, request, std::move(done));
    if (!fetching->begin())
        return nullptr;
    return fetching;
}

void SharedState::publish(const SessionKey &key, const RequestFacts &facts,
                          const SessionOverride &before)
{
    if (!m_parts.sharesSessions)
        return;
    const SessionOverride now = m_parts.sessions.userOverride(key);
    if (before.boostNext && !now.boostNext)
        m_store.tell(
            setCommand(overrideKeyName(m_parts.sessions.sharedName(key.id, key.clientName)),
                       sharedForm(now), kSessionLife));
    const auto evidence = m_parts.sessions.evidence(key, facts);
    const QByteArray value = evidence ? sharedForm(*evidence, m_parts.clock()) : QByteArray();
    if (!value.isEmpty())
        m_store.tell(
            setCommand(conversationKeyName(key.session, key.conversation), value, kSessionLife));
}

void SharedState::publish(const Sessions::Name &session, const SessionOverride &userOverride,
                          std::function<void(bool)> done)
{
    std::vector<QByteArray> owners = m_parts.sessions.ownersOf(session);
    if (owners.empty())
        owners.push_back(session.clientName.value_or(QByteArray()));
    const auto commandFor = [&](const QByteArray &owner) {
        return setCommand(overrideKeyName(m_parts.sessions.sharedName(session.id, owner)),
                          sharedForm(userOverride), kSessionLife);
    };
    quint64 question = 0;
    if (m_parts.sharesSessions) {
        for (auto owner = owners.begin() + 1; owner != owners.end(); ++owner)
            m_store.tell(commandFor(*owner));
        question = m_store.ask(commandFor(owners.front()), [done](const StoreReply *reply) {
            done(reply && reply->kind == StoreReply::Kind::Status);
        });
    }
    if (question == 0)
        (void)m_store.wait(milliseconds(0), [done] { done(false); });
}

} // namespace proxy

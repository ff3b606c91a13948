// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/session/sessions.h"

#include "proxy/core/boundednumber.h"
#include "proxy/json/jsontree.h"
#include "proxy/models/modelname.h"
#include "proxy/models/modelstrength.h"
#include "proxy/session/sessionentry.h"

#include <algorithm>
#include <array>
#include <utility>

namespace proxy {

namespace {

constexpr std::array<QByteArrayView, 2> kAgentHeaders {"x-claude-code-agent-id", "thread-id"};
/// Claude Code's; the agent that gave the task to the one of kAgentHeaders.
constexpr QByteArrayView kParentAgentHeader = "x-claude-code-parent-agent-id";
constexpr qsizetype kMaxAgentName = 64;
constexpr std::chrono::seconds kLongCache {3600};

/// Codex sends it with each request of a turn, before and after a summary alike.
constexpr QByteArrayView kTurnHeader = "x-codex-turn-metadata";

quint64 turnOf(QByteArrayView metadata, const KeyedHash &hash)
{
    constexpr qsizetype kMaxMetadata = 16 * 1024;
    JsonTree tree;
    if (metadata.size() > kMaxMetadata || !tree.parse(metadata))
        return 0;
    const QByteArray id = tree.root()["turn_id"].text();
    return id.isEmpty() ? 0 : hash(id);
}

QByteArray baseOf(const QByteArray &model)
{
    const QByteArrayView base = splitModelName(model).base;
    return base.size() == model.size() ? model : base.toByteArray();
}

quint64 prefixOf(const RequestFacts &facts)
{
    // One of the two may be missing; both missing is no prefix.
    return facts.features.toolsFingerprint ^ (facts.features.systemFingerprint << 1U);
}

InputReport inputOf(const Usage &usage)
{
    InputReport input;
    input.read = std::max<qint64>(usage.cacheRead, 0);
    input.written = usage.cacheWrites();
    input.whole = std::max<qint64>(usage.input, 0) + input.read + input.written;
    input.tellsWrites = usage.tellsCacheWrites();
    return input;
}

/// What sessions of one kind share is warm although this one never read it.
void addShared(SessionView &view, const std::vector<WarmCache> &shared)
{
    for (const WarmCache &cache : shared) {
        const auto own =
            std::find_if(view.warm.begin(), view.warm.end(),
                         [&cache](const WarmCache &known) { return known.model == cache.model; });
        if (own == view.warm.end())
            view.warm.push_back(cache);
        else
            own->tokens = std::max(own->tokens, cache.tokens);
    }
}

} // namespace

Sessions::Sessions(ModelTable table, Clock clock, qsizetype capacity, KeyedHash hash)
    : m_table(std::move(table))
    , m_clock(std::move(clock))
    , m_hash(hash)
    , m_capacity(capacity)
{ }

Sessions::~Sessions() = default;

SessionKey Sessions::identify(const RequestFacts &facts, const HeaderList &headers,
                              const QByteArray &headerSession, quint64 clientKeyHash) const
{
    SessionKey key;
    key.id = headerSession.isEmpty() ? facts.sessionId : headerSession;
    const quint64 system = m_hash(facts.systemHead);
    if (key.id.isEmpty()) {
        if (facts.firstTextHash == 0)
            return key;
        key.session = m_hash.combine(clientKeyHash, m_hash.combine(system, facts.firstTextHash));
        key.id = '~' + QByteArray::number(key.session, 16).rightJustified(16, '0');
    } else {
        key.session = m_hash.combine(clientKeyHash, m_hash(key.id));
    }
    key.conversation = m_hash.combine(key.session, system);
    for (const QByteArrayView name : kAgentHeaders) {
        if (const auto agent = headers.first(name)) {
            key.conversation = m_hash.combine(key.conversation, m_hash(*agent));
            key.agent = agent->first(std::min(agent->size(), kMaxAgentName)).toByteArray();
        }
    }
    key.isNamedAgent = !key.agent.isEmpty();
    // Codex's main thread has an id as well, the session's.
    if (key.agent == key.id)
        key.agent.clear();
    if (const auto parent = headers.first(kParentAgentHeader))
        key.parentAgent = parent->first(std::min(parent->size(), kMaxAgentName)).toByteArray();
    if (const auto metadata = headers.first(kTurnHeader))
        key.turn = turnOf(*metadata, m_hash);
    return key;
}

SessionView Sessions::view(const SessionKey &key, const RequestFacts &facts)
{
    const Instant now = m_clock();
    SessionView view;
    SessionEntry *session = key.session == 0 ? nullptr : find(key.session, now);
    view.isNamedAgent = key.isNamedAgent;
    if (session)
        view.userOverride = session->userOverride;
    const ConversationMemory *conversation =
        session ? session->conversation(key.conversation) : nullptr;
    const quint64 prefix = prefixOf(facts);
    if (conversation) {
        view.history = conversation->model;
        view.turns = conversation->turns;
        view.sameTurn = key.turn != 0 && key.turn == conversation->turn;
        // Who asks for another model now wants no stay at the old one.
        if (conversation->requested == facts.model) {
            view.model = conversation->model;
            view.difficulty = conversation->difficulty;
            view.effort = conversation->effort;
            view.turnsSinceUpgrade = conversation->turnsSinceUpgrade;
        }
        view.rewritten = conversation->rewritten
                         || (conversation->firstTextHash != 0 && facts.firstTextHash != 0
                             && conversation->firstTextHash != facts.firstTextHash);
        if (conversation->bytesPerToken > 0)
            view.bytesPerToken = conversation->bytesPerToken;
    }
    view.means = m_records.means(baseOf(view.model.isEmpty() ? facts.model : view.model));
    if (view.rewritten)
        return view;
    if (conversation) {
        for (const OwnCache &cache : conversation->caches) {
            const qint64 tokens = conversation->expectedAt(cache.model, now);
            if (tokens > 0 && cache.sawRead && m_caches.isTrusted(prefix, cache.model))
                view.warm.push_back({cache.model, tokens, cache.lifetime.count()});
        }
    }
    addShared(view, m_caches.warmAt(prefix, now));
    return view;
}

void Sessions::note(const SessionKey &key, const RequestFacts &facts, const SessionReport &report,
                    const QByteArray &client)
{
    const bool leavesNoTrace = report.turn == TurnType::SideRequest
                               || report.turn == TurnType::Probe
                               || report.turn == TurnType::Unknown;
    if (key.session == 0 || leavesNoTrace || !report.answered)
        return;
    const Instant now = m_clock();
    SessionEntry &session = obtain(key, now);
    session.client = client;
    session.project = report.project;
    session.clientName = report.clientName;
    ConversationMemory &conversation = session.obtainConversation(key.conversation);
    if (facts.firstTextHash != 0 && conversation.firstTextHash != facts.firstTextHash) {
        conversation.forgetCaches();
        conversation.firstTextHash = facts.firstTextHash;
        conversation.rewritten = false;
    }
    conversation.usedAt = now;
    conversation.turn = key.turn;
    conversation.agent = key.agent;
    conversation.parentAgent = key.parentAgent;
    if (report.turn == TurnType::HumanAsk && report.decision.outcome != RoutingOutcome::Reused) {
        noteTurn(conversation, report, now);
        session.userOverride.boostNext = false;
    }
    // A summary is not the conversation: what comes after it has another history.
    conversation.rewritten = report.turn == TurnType::Compaction;
    if (!conversation.rewritten) {
        conversation.model = report.decision.selectedModel;
        conversation.effort = report.decision.effort;
        conversation.requested = report.decision.askedModel();
    }
    if (report.turn == TurnType::SubAgentStart && report.decision.difficulty != Difficulty::None)
        conversation.difficulty = report.decision.difficulty;
    noteUsage(conversation, facts, report, now);
}

std::optional<ConversationEvidence> Sessions::evidence(const SessionKey &key,
                                                       const RequestFacts &facts)
{
    SessionEntry *session = key.session == 0 ? nullptr : find(key.session, m_clock());
    const ConversationMemory *conversation =
        session ? session->conversation(key.conversation) : nullptr;
    if (!conversation)
        return std::nullopt;
    return ConversationEvidence {.memory = *conversation,
                                 .prefix = m_caches.evidence(prefixOf(facts))};
}

void Sessions::adopt(const SessionKey &key, const RequestFacts &facts,
                     ConversationEvidence evidence, const QByteArray &client)
{
    if (key.session == 0)
        return;
    m_caches.adopt(prefixOf(facts), evidence.prefix);
    const Instant now = m_clock();
    SessionEntry *known = find(key.session, now);
    const ConversationMemory *own = known ? known->conversation(key.conversation) : nullptr;
    if (own && own->usedAt >= evidence.memory.usedAt)
        return;
    SessionEntry &session = obtain(key, now);
    if (session.client.isEmpty())
        session.client = client;
    ConversationMemory &conversation = session.obtainConversation(key.conversation);
    conversation = std::move(evidence.memory);
    conversation.conversation = key.conversation;
    conversation.agent = key.agent;
    conversation.parentAgent = key.parentAgent;
}

void Sessions::adoptOverride(const SessionKey &key, const SessionOverride &userOverride)
{
    const bool isNews = key.session != 0 && userOverride != this->userOverride(key);
    if (isNews)
        obtain(key, m_clock()).userOverride = userOverride;
}

SessionOverride Sessions::userOverride(const SessionKey &key)
{
    const SessionEntry *session = key.session == 0 ? nullptr : find(key.session, m_clock());
    return session ? session->userOverride : SessionOverride {};
}

SessionEntry *Sessions::find(quint64 key, Instant now)
{
    dropOld(now);
    const auto found = m_index.constFind(key);
    return found == m_index.cend() ? nullptr : &**found;
}

SessionEntry &Sessions::obtain(const SessionKey &key, Instant now)
{
    SessionEntry *known = find(key.session, now);
    if (!known) {
        m_entries.push_front({.key = key.session, .id = key.id, .clientName = key.clientName});
        m_index.insert(key.session, m_entries.begin());
        if (m_index.size() > m_capacity) {
            m_index.remove(m_entries.back().key);
            m_entries.pop_back();
        }
    } else {
        m_entries.splice(m_entries.begin(), m_entries, *m_index.constFind(key.session));
    }
    m_entries.front().usedAt = now;
    return m_entries.front();
}

void Sessions::dropOld(Instant now)
{
    while (!m_entries.empty() && now - m_entries.back().usedAt >= kIdleLimit) {
        m_index.remove(m_entries.back().key);
        m_entries.pop_back();
    }
}

void Sessions::noteTurn(ConversationMemory &conversation, const SessionReport &report, Instant now)
{
    const RouteDecision &decision = report.decision;
    const QByteArray before =
        conversation.model.isEmpty() ? decision.requestedModel : conversation.model;
    const int direction = compareStrength(m_table, before, decision.selectedModel);
    if (conversation.turnsSinceUpgrade >= 0)
        ++conversation.turnsSinceUpgrade;
    if (direction > 0) {
        conversation.turnsSinceUpgrade = 0;
        if (std::exchange(conversation.wentDown, false))
            m_records.noteSwitchBack();
    } else if (direction < 0) {
        conversation.turnsSinceUpgrade = -1;
        conversation.wentDown = true;
        m_records.noteDowngrade();
    }
    const double minutes =
        conversation.turns == 0
            ? 0
            : std::chrono::duration<double, std::ratio<60>>(now - conversation.turnAt).count();
    ++conversation.turns;
    conversation.turnAt = now;
    if (decision.difficulty != Difficulty::None)
        conversation.difficulty = decision.difficulty;
    m_records.noteTurn(baseOf(decision.selectedModel), minutes);
}

void Sessions::noteUsage(ConversationMemory &conversation, const RequestFacts &facts,
                         const SessionReport &report, Instant now)
{
    if (!report.usage.isKnown())
        return;
    const QByteArray base = baseOf(report.decision.selectedModel);
    const InputReport input = inputOf(report.usage);
    const ModelFacts *row = m_table.find(base);
    const qint64 asked = facts.features.cacheTtlSeconds;
    const auto lifetime = asked > 0                        ? std::chrono::seconds(asked)
                          : report.usage.cacheWrite1h > 0  ? kLongCache
                          : report.usage.cacheWrite12h > 0 ? std::chrono::hours(12)
                          : row                            ? row->cacheLifetime
                                                           : std::chrono::seconds(300);
    conversation.noteSize(report.bodyBytes - facts.features.mediaBytes, input.whole);
    const double perToken =
        conversation.bytesPerToken > 0 ? conversation.bytesPerToken : SessionView().bytesPerToken;
    const qint64 shared =
        boundedWhole(double(facts.features.systemBytes + facts.features.toolsBytes) / perToken);
    const quint64 prefix = prefixOf(facts);
    m_caches.note({.prefix = prefix,
                   .model = base,
                   .prefixTokens = shared,
                   .expected = std::max(conversation.expectedAt(base, now),
                                        m_caches.expectedAt(prefix, base, now)),
                   .read = input.read,
                   .touched = input.read + input.written > 0,
                   .lifetime = lifetime},
                  now);
    if (report.compacted)
        conversation.forgetCaches();
    conversation.noteInput(base, input, now, lifetime);
    if (report.turn != TurnType::Compaction)
        m_records.noteRequest(base, report.usage.output, input.whole - input.read);
}

std::vector<QByteArray> Sessions::ownersOf(const Name &name) const
{
    std::vector<QByteArray> owners;
    for (const SessionEntry &session : m_entries) {
        if (session.isMeant(name))
            owners.push_back(session.clientName);
    }
    return owners;
}

qsizetype Sessions::count(const Name &name) const
{
    return std::count_if(m_entries.begin(), m_entries.end(),
                         [&name](const SessionEntry &session) { return session.isMeant(name); });
}

bool Sessions::setOverride(const Name &name, const SessionOverride &userOverride)
{
    bool found = false;
    for (SessionEntry &session : m_entries) {
        if (!session.isMeant(name))
            continue;
        session.userOverride = userOverride;
        found = true;
    }
    return found;
}

std::optional<SessionOverride> Sessions::overrideOf(const Name &name) const
{
    for (const SessionEntry &session : m_entries) {
        if (session.isMeant(name))
            return session.userOverride;
    }
    return std::nullopt;
}

QByteArray Sessions::modelOf(const Name &name) const
{
    for (const SessionEntry &session : m_entries) {
        if (session.isMeant(name) && !session.conversations.empty())
            return session.model();
    }
    return {};
}

std::vector<SessionSummary> Sessions::summaries(qsizetype limit) const
{
    const Instant now = m_clock();
    std::vector<SessionSummary> all;
    for (const SessionEntry &session : m_entries) {
        if (qsizetype(all.size()) >= limit)
            break;
        all.push_back(session.summary(now));
    }
    return all;
}

} // namespace proxy

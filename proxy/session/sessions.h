// SPDX-License-Identifier: LicenseRef-Private
// Serves step 4 of 8 (DECIDE): what is remembered of each conversation. RECORD writes it.
#pragma once

#include "proxy/core/clock.h"
#include "proxy/core/keyedhash.h"
#include "proxy/exchange/exchange.h"
#include "proxy/exchange/requestfacts.h"
#include "proxy/exchange/sessionview.h"
#include "proxy/exchange/turntype.h"
#include "proxy/message/headerlist.h"
#include "proxy/models/modeltable.h"
#include "proxy/session/cachetracker.h"
#include "proxy/session/conversationmemory.h"
#include "proxy/session/turnrecords.h"

#include <QByteArray>
#include <QHash>

#include <list>
#include <memory>
#include <vector>

namespace proxy {

/// The session and the conversation that a request belongs to.
struct SessionKey
{
    QByteArray id; ///< id for people: the client's, else "~" and a hash; empty: none
    quint64 session = 0; ///< key of the session; 0: none
    quint64 conversation = 0; ///< key of the conversation; each sub-agent has its own
    bool isNamedAgent = false; ///< the client sends an id of the agent that asks
    QByteArray agent = {}; ///< the id of the sub-agent that asks; empty: none, or the main agent
    QByteArray parentAgent = {}; ///< the agent that gave it its task; empty: none, or not told
    QByteArray clientName = {}; ///< whose it is: Exchange::clientName
    quint64 turn = 0; ///< key of the turn, from the client's own id of it; 0: it sends none
};

/// What Sessions::note() needs of a finished exchange.
struct SessionReport
{
    TurnType turn = TurnType::Unknown;
    RouteDecision decision;
    Usage usage;
    qint64 bodyBytes = 0;
    bool answered = false; ///< the upstream answered it
    bool compacted = false; ///< a summary replaced the history
    QByteArray project = {}; ///< the request's project; empty: none
    QByteArray clientName = {}; ///< Exchange::clientName
};

/// One agent of a session, as its client names it.
struct AgentSummary
{
    QByteArray id;
    QByteArray parent = {}; ///< the agent that gave it its task; empty: the session's main agent
    QByteArray model = {}; ///< answered it last
    Difficulty difficulty = Difficulty::None; ///< of its task; None: not classified
};

/// One line of GET /router/sessions.
struct SessionSummary
{
    QByteArray id;
    QByteArray client = {};
    QByteArray clientName = {}; ///< whose it is; empty: of a client without a name
    QByteArray project = {};
    QByteArray model = {};
    Difficulty difficulty = Difficulty::None; ///< of the latest turn
    int turns = 0;
    std::chrono::seconds idle {0};
    qint64 warmTokens = 0;
    std::chrono::seconds warmFor {0};
    SessionOverride userOverride;
    std::vector<AgentSummary> agents = {}; ///< the most recently used last
};

/// What other instances are told of a conversation. Plain value.
struct ConversationEvidence
{
    ConversationMemory memory;
    std::vector<CacheEvidence> prefix = {}; ///< of the request's beginning, by model
};

struct SessionEntry;

/// Remembers sessions and their conversations: the model, its prompt caches, the turns since an
/// upgrade and the user's override. In memory only; at most kCapacity sessions, each for a day
/// after its last request. Lives on the worker thread.
class Sessions final
{
public:
    static constexpr qsizetype kCapacity = 4096;
    static constexpr std::chrono::hours kIdleLimit {24};

    /// @p hash: instances that share sessions have the same.
    Sessions(ModelTable table, Clock clock, qsizetype capacity = kCapacity, KeyedHash hash = {});
    ~Sessions();
    Q_DISABLE_COPY_MOVE(Sessions)

    /// Uses @p table from now on. What is remembered stays.
    void setTable(ModelTable table) { m_table = std::move(table); }

    /// Identifies the session of a request: by @p headerSession, the value of a session header;
    /// else by an id in the body; else by a hash of the system text's beginning and the first typed
    /// text. Clients with different @p clientKeyHash never share a session.
    [[nodiscard]] SessionKey identify(const RequestFacts &facts, const HeaderList &headers,
                                      const QByteArray &headerSession, quint64 clientKeyHash) const;
    /// Returns what DECIDE needs to know for this request.
    [[nodiscard]] SessionView view(const SessionKey &key, const RequestFacts &facts);
    /// Learns from a finished exchange. Side requests and probes are ignored.
    void note(const SessionKey &key, const RequestFacts &facts, const SessionReport &report,
              const QByteArray &client = {});

    /// Names a session for people: its id, as in SessionKey::id, and whose it is. Without the
    /// second the sessions of that id of all clients are meant.
    struct Name
    {
        QByteArray id;
        std::optional<QByteArray> clientName = {};
    };
    /// Returns whose sessions are meant, as Exchange::clientName.
    [[nodiscard]] std::vector<QByteArray> ownersOf(const Name &name) const;
    /// Returns how many sessions are meant.
    [[nodiscard]] qsizetype count(const Name &name) const;
    /// Sets the user's override of a session. Returns false when there is no such session.
    [[nodiscard]] bool setOverride(const Name &name, const SessionOverride &userOverride);
    /// Returns what is remembered of a conversation, for other instances; nullopt: nothing.
    [[nodiscard]] std::optional<ConversationEvidence> evidence(const SessionKey &key,
                                                               const RequestFacts &facts);
    /// Takes over what another instance remembers of a conversation, unless this one has heard of
    /// it since.
    void adopt(const SessionKey &key, const RequestFacts &facts, ConversationEvidence evidence,
               const QByteArray &client);
    /// Takes over the override that another instance has of the session.
    void adoptOverride(const SessionKey &key, const SessionOverride &userOverride);
    /// Returns the user's override of the request's session.
    [[nodiscard]] SessionOverride userOverride(const SessionKey &key);
    /// Names a session to other instances: its id, as in SessionKey::id, and whose it is.
    [[nodiscard]] quint64 sharedName(const QByteArray &id, const QByteArray &clientName) const
    {
        // No name holds a line end.
        return m_hash(clientName.isEmpty() ? id : clientName + '\n' + id);
    }

    /// Returns the override of a session; nullopt when there is no such session.
    [[nodiscard]] std::optional<SessionOverride> overrideOf(const Name &name) const;
    /// Returns the model of the session's latest turn; empty: not known.
    [[nodiscard]] QByteArray modelOf(const Name &name) const;
    /// Returns at most @p limit sessions, the most recently used first.
    [[nodiscard]] std::vector<SessionSummary> summaries(qsizetype limit) const;
    [[nodiscard]] qsizetype size() const { return m_index.size(); }

private:
    using Entries = std::list<SessionEntry>;

    [[nodiscard]] SessionEntry *find(quint64 key, Instant now);
    [[nodiscard]] SessionEntry &obtain(const SessionKey &key, Instant now);
    void dropOld(Instant now);
    void noteUsage(ConversationMemory &conversation, const RequestFacts &facts,
                   const SessionReport &report, Instant now);
    void noteTurn(ConversationMemory &conversation, const SessionReport &report, Instant now);

    ModelTable m_table;
    Clock m_clock;
    KeyedHash m_hash;
    qsizetype m_capacity;
    Entries m_entries; // most recently used first
    QHash<quint64, Entries::iterator> m_index;
    CacheTracker m_caches;
    TurnRecords m_records;
};

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
// Beside step 4 of 8: what is remembered of each conversation. Fed by RECORD, read by DECIDE.
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

/// Which conversation a request belongs to.
struct SessionKey
{
    QByteArray id; ///< as shown: what the client sent, else "~" and a fingerprint; empty: none
    quint64 session = 0; ///< 0: none
    quint64 conversation = 0; ///< an agent of the session: sub-agents share its id, not its history
};

/// A finished exchange, as sessions learn from it.
struct SessionReport
{
    TurnType turn = TurnType::Unknown;
    RouteDecision decision;
    Usage usage;
    qint64 bodyBytes = 0;
    bool answered = false; ///< the upstream served it
    bool compacted = false; ///< a summary took the history's place
    QByteArray project = {}; ///< as the request told it; empty: not known
};

/// One line of GET /router/sessions.
struct SessionSummary
{
    QByteArray id;
    QByteArray client = {};
    QByteArray project = {};
    QByteArray model = {};
    int turns = 0;
    std::chrono::seconds idle {0};
    qint64 warmTokens = 0;
    std::chrono::seconds warmFor {0};
    SessionOverride userOverride;
};

struct SessionEntry;

/// The memory of conversations: model, caches, turns since an upgrade, what the person decided by
/// override. In memory only, bounded, gone after a day's silence. Lives on the worker thread.
class Sessions final
{
public:
    static constexpr qsizetype kCapacity = 4096;
    static constexpr std::chrono::hours kIdleLimit {24};

    Sessions(ModelTable table, Clock clock, qsizetype capacity = kCapacity);
    ~Sessions();
    Q_DISABLE_COPY_MOVE(Sessions)

    /// Facts from now on; what is remembered stays as it is.
    void setTable(ModelTable table) { m_table = std::move(table); }

    /// @p headerSession: what a session header said; else the body counts, else the fingerprint of
    /// system head and first typed text. @p clientKeyHash keeps clients apart.
    [[nodiscard]] SessionKey identify(const RequestFacts &facts, const HeaderList &headers,
                                      const QByteArray &headerSession, quint64 clientKeyHash) const;
    /// What DECIDE may know for this request.
    [[nodiscard]] SessionView view(const SessionKey &key, const RequestFacts &facts);
    /// The exchange is over. Side requests and probes leave no trace.
    void note(const SessionKey &key, const RequestFacts &facts, const SessionReport &report,
              const QByteArray &client = {});

    /// What the person decided for a session, by its shown id. False: no such session.
    [[nodiscard]] bool setOverride(const QByteArray &id, const SessionOverride &userOverride);
    [[nodiscard]] std::optional<SessionOverride> overrideOf(const QByteArray &id) const;
    /// The model of its latest turn; empty: not known.
    [[nodiscard]] QByteArray modelOf(const QByteArray &id) const;
    /// The most recently used first.
    [[nodiscard]] std::vector<SessionSummary> summaries(qsizetype limit) const;
    [[nodiscard]] qsizetype size() const { return m_index.size(); }

private:
    using Entries = std::list<SessionEntry>;

    [[nodiscard]] SessionEntry *find(quint64 key);
    [[nodiscard]] SessionEntry &obtain(const SessionKey &key);
    void dropOld();
    void noteUsage(ConversationMemory &conversation, const RequestFacts &facts,
                   const SessionReport &report);
    void noteTurn(ConversationMemory &conversation, const SessionReport &report);

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

// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/share/sharedturns.h"

#include "proxy/share/sharedformat.h"
#include "proxy/share/sharedkeys.h"

#include <utility>

namespace proxy {

namespace {

using std::chrono::milliseconds;

/// Between two looks for the decision.
constexpr milliseconds kLookEvery {5};

} // namespace

class SharedTurns::Waiting final : public Claim
{
public:
    Waiting(SharedTurns &turns, const TurnKey &key, Claimed done)
        : m_turns(turns)
        , m_store(turns.m_store)
        , m_key(key)
        , m_done(std::move(done))
    { }
    ~Waiting() override { forget(); }
    Q_DISABLE_COPY_MOVE(Waiting)

    /// False: the store can't be asked.
    [[nodiscard]] bool begin(milliseconds patience)
    {
        const auto marked = [this](const StoreReply *reply) {
            const bool isTaken = reply && reply->kind == StoreReply::Kind::Nil;
            if (isTaken)
                return beginWaiting();
            m_turns.noteOwn(m_key);
            end(std::nullopt);
        };
        m_question =
            m_store.ask(setNewCommand(claimKeyName(m_key), "1", kClaimLife), marked, patience);
        return m_question != 0;
    }

private:
    void beginWaiting()
    {
        m_deadline = m_store.wait(kWait, [this] { end(std::nullopt); });
        waitAndLook();
    }

    void waitAndLook()
    {
        m_question = m_store.wait(kLookEvery, [this] { look(); });
    }

    void look()
    {
        m_question = m_store.ask(getCommand(turnKeyName(m_key)), [this](const StoreReply *reply) {
            // A store that is slow is waited for no longer than it was agreed.
            if (!reply)
                return end(std::nullopt);
            const auto made = readSharedDecision(reply->text);
            made ? end(made) : waitAndLook();
        });
        if (m_question == 0)
            end(std::nullopt);
    }

    /// May destroy this.
    void end(const std::optional<SharedDecision> &made)
    {
        forget();
        const Claimed done = std::exchange(m_done, nullptr);
        done(made);
    }

    void forget()
    {
        m_store.forget(std::exchange(m_question, 0));
        m_store.forget(std::exchange(m_deadline, 0));
    }

    SharedTurns &m_turns;
    Store &m_store;
    TurnKey m_key;
    Claimed m_done;
    quint64 m_question = 0;
    quint64 m_deadline = 0; ///< the end of the wait for the other instance
};

std::unique_ptr<TurnSharing::Claim> SharedTurns::claim(const TurnKey &key, Claimed done)
{
    // A request beside the one that asks the router just now joins its call.
    if (m_own.contains({key.session, key.turn}))
        return nullptr;
    auto waiting = std::make_unique<Waiting>(*this, key, std::move(done));
    if (!waiting->begin(m_patience))
        return nullptr;
    return waiting;
}

/// Those that were given up are forgotten with all others, now and then.
void SharedTurns::noteOwn(const TurnKey &key)
{
    constexpr size_t kMost = 4096;
    if (m_own.size() >= kMost)
        m_own.clear();
    m_own.emplace(key.session, key.turn);
}

void SharedTurns::publish(const TurnKey &key, const SharedDecision &decision, Publish how)
{
    m_own.erase({key.session, key.turn});
    const QByteArray name = turnKeyName(key);
    const QByteArray value = sharedForm(decision);
    if (value.size() > kMaxSharedValue)
        return;
    m_store.tell(how == Publish::IfFirst ? setNewCommand(name, value, kTurnLife)
                                         : setCommand(name, value, kTurnLife));
    // Before the request goes on: whoever gets its answer may ask the next instance.
    m_store.flush();
}

} // namespace proxy

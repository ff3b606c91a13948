// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/converter.h"
#include "proxy/exchange/exchange.h"
#include "proxy/http/clientstream.h"
#include "proxy/inspect/contentdecoder.h"
#include "proxy/message/pathclass.h"
#include "proxy/pipeline/convertingsink.h"
#include "proxy/pipeline/poolreading.h"
#include "proxy/pipeline/sessionlink.h"
#include "proxy/pipeline/steps.h"
#include "proxy/record/usagetap.h"
#include "proxy/rewrite/bodyrewriter.h"
#include "proxy/upstream/relay.h"

#include <functional>
#include <memory>
#include <optional>

namespace proxy {

/// One request on its walk. The verbs stand in pipeline.cpp, in their order; each calls the next.
/// Destroying it ends the walk wherever it is: router and upstream are left, the client is cut.
class ExchangeRun final : private RelayObserver, private ClientSinkObserver
{
public:
    /// @p ended: the run reached its end and wants to be destroyed; it touches nothing afterwards.
    using Ended = std::function<void(ExchangeRun *)>;

    ExchangeRun(Steps &steps, std::unique_ptr<ClientStream> stream, Ended ended);
    ~ExchangeRun() override;
    Q_DISABLE_COPY_MOVE(ExchangeRun)

    /// Sets out. The run may be over, and destroyed, when this returns.
    void start() { read(); }
    /// The drain is over: cuts what still streams and records it.
    void cut();
    /// Tells those who watch, once, when its stream has stood still for a while.
    void tellStall();
    /// Its record so far; null before it is on its way to the upstream.
    [[nodiscard]] const Exchange *forwarded() const { return m_relay ? &m_exchange : nullptr; }

private:
    void read();
    void inspect(QByteArray body);
    void decide(RequestFacts facts);
    void rewrite(RouteDecision decision);
    void forward(UpstreamRequest request);
    void relay(ResponseHead &head);
    void record(ExchangeEnd end, const std::optional<Error> &error);

    static constexpr qsizetype kMaxRecordedText = 64 * 1024;

    void readLocally();
    void answerLocally(QByteArray body);
    void watchEvents();
    void answerError(const Error &error);
    /// Large bodies, and coded ones: their coding is removed there.
    [[nodiscard]] bool isReadOnPool(const QByteArray &body) const;
    void inspectOnPool(Request request);
    void takeReading(PoolReading reading);
    /// With routing off no fact changes what is sent: the upstream works already while INSPECT
    /// reads, for the record alone.
    void decideUnread();
    void readLate();
    void takeLateFacts(RequestFacts facts, Timing::Micros took);
    /// Reads what is still unread and makes the fingerprints for the books, while the upstream
    /// works: here, or of larger bodies on the pool, so that the answer is not kept waiting. The
    /// record then waits for it.
    void readBehind();
    void takeReadingBehind(PoolReading reading);
    void setReadBehind(bool isReadBehind);
    /// CONVERT, a sub-step of REWRITE, where the upstream speaks another dialect. Goes on with
    /// forward(), or answers the error of a request that has no equal there.
    void convert(UpstreamRequest request);
    void convertOnPool(UpstreamRequest request, const ConversionSettings &settings);
    void takeConverted(Result<ConvertedRequest> converted);
    /// Runs @p work on a pool thread, then @p then with its result on the worker, unless this run
    /// ended meanwhile. A client that leaves ends it.
    template <class Work, class Then> void onPool(Work work, Then then);
    /// readBehind() will come. @p plain: the body as it was read, but for what REWRITE put in.
    void readSoon(const QByteArray &plain);
    void printHere();
    [[nodiscard]] bool isBuffered() const { return m_exchange.routable || m_converter; }

    Verdict answerArrived(const ResponseHead &head) override;
    bool swallowsHeld(const ResponseHead &head, QByteArrayView payload) override;
    void completeHead(ResponseHead &head) override;
    void relaySwallowed() override;
    void relayEnded(RelayEnd end, const std::optional<Error> &error) override;
    void clientDrained() override { }
    void clientGone() override;

    /// This run's part of what all plain copies may take.
    class DecodedShare final
    {
    public:
        DecodedShare() = default;
        ~DecodedShare() { release(); }
        Q_DISABLE_COPY_MOVE(DecodedShare)
        [[nodiscard]] bool hold(qint64 bytes, Steps &steps, const ProxyConfig &config);
        void release();

    private:
        qint64 *m_total = nullptr;
        qint64 m_bytes = 0;
    };

    /// The one the upstream's answer is written in.
    [[nodiscard]] Dialect answerDialect() const;
    [[nodiscard]] Dialect clientDialect() const;
    [[nodiscard]] SessionSources sessionSources() const
    {
        return {*m_steps.tables, m_steps.profiles, m_steps.sessions};
    }
    void noteDecision(const RouteDecision &decision);
    void noteFacts();
    void noteChange();
    void keepHeads(const HeaderList &answer);
    void noteEnd(ExchangeEnd end, const std::optional<Error> &error);

    Steps &m_steps;
    std::shared_ptr<const ProxyConfig> m_config; ///< of this exchange, to its end
    std::unique_ptr<ClientStream> m_stream;
    Ended m_ended;
    PathClass m_class;
    Exchange m_exchange;
    std::shared_ptr<KeptHeads> m_heads; ///< null: not kept yet
    bool m_stallTold = false;
    RequestFacts m_facts;
    SessionLink m_session;
    QByteArray m_body; ///< until it is handed to REWRITE
    QByteArray m_coded; ///< as the client coded it, when m_body is the plain copy; else null
    DecodedShare m_decoded;
    QByteArray m_unprinted; ///< waits for its fingerprints; null: nothing does
    PromptPrint m_print;
    QByteArray m_unread; ///< forwarded before INSPECT saw it; null: nothing
    bool m_isReadBehind = false; ///< a pool thread is at it
    struct End
    {
        ExchangeEnd end;
        std::optional<Error> error;
        Instant at;
    };
    std::optional<End> m_end; ///< came; the record waits for what is read behind
    SplicedBody m_spliced; ///< kept while a revert is possible
    std::optional<ModelRefusal> m_refusal; ///< of the routed model; the original was sent since
    quint64 m_refusalNumber = 0; ///< by which the decider knows it
    bool m_decided = false;
    bool m_keyInjected = false;
    Instant m_decideBegan {};
    std::unique_ptr<Decider::Pending> m_pending;
    std::optional<Converter> m_converter; ///< nullopt: nothing to convert, the usual case
    std::optional<ConvertingSink> m_converting;
    std::optional<Relay> m_relay;
    UsageTap m_tap;
    std::shared_ptr<void> m_alive; ///< jobs and late calls look whether the run goes on
};

} // namespace proxy

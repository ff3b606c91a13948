// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/client.h"
#include "proxy/message/pathclass.h"
#include "proxy/pipeline/exchangenotes.h"
#include "proxy/pipeline/requestconversion.h"
#include "proxy/pipeline/requestreading.h"
#include "proxy/pipeline/routinglink.h"
#include "proxy/pipeline/sessionlink.h"
#include "proxy/rewrite/requestbody.h"

namespace proxy {

class Pipeline;

/// One request in the pipeline: what is known of it and which step it has reached. Pipeline leads
/// it from verb to verb; what comes from outside (client, router, pool, upstream) arrives here and
/// leads on to a verb. Destroying it ends the run in any step: router and upstream are left, the
/// client is cut. Belongs to the worker thread.
class ExchangeRun final : private RelayObserver, private ClientSinkObserver
{
public:
    enum class Stage {
        Reading, ///< waits for the body
        Inspecting, ///< a pool thread reads it
        Deciding, ///< waits for the router
        Converting, ///< a pool thread makes the upstream's dialect of it
        Relaying, ///< sent, or the body streams through; the answer passes
        Ending, ///< the client has its end; the record waits for the reading behind the forwarding
        Ended, ///< recorded
    };

    /// @p steps and @p pipeline must outlive this.
    ExchangeRun(Steps &steps, Pipeline &pipeline, std::unique_ptr<Client> client,
                PathClass pathClass);
    ~ExchangeRun() override = default;
    Q_DISABLE_COPY_MOVE(ExchangeRun)

    // What the verbs are made of, in their order. Whatever leads on may end, and destroy, the run.
    [[nodiscard]] std::optional<Error> refusal() const;
    [[nodiscard]] bool isRoutable() const { return m_notes.exchange().routable; }
    /// The body is waited for; else it streams through.
    [[nodiscard]] bool isBuffered() const { return isRoutable() || m_conversion.isNeeded(); }
    void collectBody(Client::BodyCallback done);
    /// Keeps a body that nothing is to be read of.
    void keepBody(QByteArray body);
    void startReading(QByteArray body, const RequestReading::Done &done);
    /// False: an error was answered, the run is over.
    [[nodiscard]] bool takeReading(RequestReading::ReadBody body);
    void startDeciding(RoutingLink::Decided done);
    [[nodiscard]] UpstreamRequest rewritten(RouteDecision decision);
    void convert(UpstreamRequest request, RequestConversion::Done done);
    void send(UpstreamRequest request);
    void completeAnswer(ResponseHead &head);
    /// @p finished comes once nothing is read any more, perhaps from inside end().
    void end(ExchangeEnd end, const std::optional<Error> &error, RequestReading::Finished finished);
    [[nodiscard]] Exchange takeRecord();

    /// Answers @p error, unless the client is gone, and ends.
    void answerError(const Error &error);
    /// The drain is over: cuts what still streams and ends; waits for no reading.
    void cut();
    /// Tells those who watch, once, when its stream has stood still for a while.
    void tellStall();
    /// Its record so far; null before it is on its way to the upstream.
    [[nodiscard]] const Exchange *forwarded() const;
    [[nodiscard]] Stage stage() const { return m_stage; }

private:
    Verdict answerArrived(const ResponseHead &head) override;
    bool swallowsHeld(const ResponseHead &head, QByteArrayView payload) override;
    void completeHead(ResponseHead &head) override;
    void relaySwallowed() override;
    void relayEnded(RelayEnd end, const std::optional<Error> &error) override;
    void clientDrained() override { }
    void clientGone() override;
    void findSession();
    void takeLateFacts(Timing::Micros took);

    Steps &m_steps;
    Pipeline &m_pipeline;
    std::shared_ptr<const ProxyConfig> m_config; ///< of this exchange, to its end
    std::unique_ptr<Client> m_client;
    PathClass m_class;
    Stage m_stage = Stage::Reading;
    ExchangeNotes m_notes;
    SessionLink m_session;
    RequestBody m_body;
    RequestReading m_reading;
    RoutingLink m_routing;
    RequestConversion m_conversion;
    std::optional<Relay> m_relay; ///< nullopt: nothing was sent yet
    NotedEnd m_end; ///< from Stage::Ending on
};

} // namespace proxy

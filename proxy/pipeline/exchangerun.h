// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/client.h"
#include "proxy/pipeline/clientway.h"
#include "proxy/pipeline/exchangenotes.h"
#include "proxy/pipeline/requestconversion.h"
#include "proxy/pipeline/requestreading.h"
#include "proxy/pipeline/routinglink.h"
#include "proxy/pipeline/sessionlink.h"
#include "proxy/rewrite/requestbody.h"

namespace proxy {

class Pipeline;

/// One request on its way through the pipeline, which calls the steps; events of client, router,
/// pool and upstream come here and call the next one. Destroying it cancels all calls and cuts the
/// client. Lives on the worker thread.
class ExchangeRun final : private RelayObserver, private ClientSinkObserver
{
public:
    enum class Stage {
        Reading, ///< waits for the body
        Inspecting, ///< a pool thread reads the body
        Deciding, ///< waits for the shared store, then for the router
        Converting, ///< a pool thread converts the request to the upstream's dialect
        Relaying, ///< the request was sent or is being sent; the answer passes
        Ending, ///< the client has its answer; the record waits for RequestReading
        Ended, ///< the exchange was recorded
    };

    /// All but @p client must outlive this. @p upstream answers the request.
    ExchangeRun(Steps &steps, Pipeline &pipeline, std::unique_ptr<Client> client,
                Upstream &upstream);
    Q_DISABLE_COPY_MOVE(ExchangeRun)

    // The parts of the steps, in their order. One that calls a next step may destroy the run.
    [[nodiscard]] std::optional<Error> refusal() const;
    [[nodiscard]] bool isRoutable() const { return m_notes.exchange().routable; }
    /// Whether the body of a request that is not routed may name a model that must not be sent.
    [[nodiscard]] bool isNamed() const;
    [[nodiscard]] bool isBuffered() const; ///< else the body streams through
    void collectBody(Client::BodyCallback done);
    void keepBody(QByteArray body); ///< that is not inspected
    void startReading(QByteArray body, const RequestReading::Done &done);
    /// False: it answered an error and so ended.
    [[nodiscard]] bool takeReading(RequestReading::ReadBody body);
    /// Fetches what other instances know of the request. Calls @p done within recall() where
    /// nothing is to be fetched.
    void recall(const std::function<void()> &done);
    void startDeciding(RoutingLink::Decided done);
    [[nodiscard]] RouteDecision namedModel(); ///< for isNamed(), once its body was read
    [[nodiscard]] Result<UpstreamRequest> rewritten(RouteDecision decision);
    void convert(UpstreamRequest request, RequestConversion::Done done);
    void send(UpstreamRequest request);
    void completeAnswer(ResponseHead &head);
    /// Ends the exchange. Calls @p finished when the reading is over, maybe within end().
    void end(ExchangeEnd end, const std::optional<Error> &error, RequestReading::Finished finished);
    [[nodiscard]] Exchange &&takeRecord(); ///< valid until the run is destroyed

    /// Answers @p error, unless the client is gone, and ends the run.
    void answerError(const Error &error);
    void cut(); ///< Cuts the client and ends the run at once.
    /// Whether it is a websocket on which nothing is under way, as far as can be told.
    [[nodiscard]] bool isIdleTunnel() const;
    /// Tells the watchers how far the answer is.
    void tellProgress();
    [[nodiscard]] const Exchange *forwarded() const; ///< null before it is sent
    [[nodiscard]] Stage stage() const { return m_stage; }
    /// Where OpenRuns keeps it.
    [[nodiscard]] size_t place() const { return m_place; }
    void setPlace(size_t place) { m_place = place; }

private:
    Verdict answerArrived(const ResponseHead &head) override;
    bool swallowsHeld(const ResponseHead &head, QByteArrayView payload) override;
    void completeHead(ResponseHead &head) override;
    void relaySwallowed() override;
    void relayEnded(RelayEnd end, const std::optional<Error> &error) override;
    void clientGone() override;
    [[nodiscard]] bool isCoded() const;
    [[nodiscard]] bool isReadLater() const;
    void findSession();
    [[nodiscard]] std::optional<Error> stopUnread() const;
    [[nodiscard]] const NamedClient *named() const { return m_presented.client.get(); }
    [[nodiscard]] std::optional<Error> sentModelRefusal() const;
    [[nodiscard]] UpstreamAccess access() const;
    [[nodiscard]] std::optional<RequestBody::Outgoing> outgoing(const RouteDecision &decision);
    void markAnswer(HeaderList &headers) const;
    void takeLateFacts(Timing::Micros took);

    Steps &m_steps;
    Pipeline &m_pipeline;
    std::shared_ptr<const ProxyConfig> m_config; ///< of this exchange, until its end
    std::unique_ptr<Client> m_client;
    const PresentedClient m_presented; ///< whose key the request presents
    Upstream &m_upstream;
    size_t m_place = 0;
    Stage m_stage = Stage::Reading;
    ExchangeNotes m_notes;
    SessionLink m_session;
    RequestBody m_body;
    RequestReading m_reading;
    std::unique_ptr<SharedState::Recall> m_recall; ///< null: nothing is fetched
    Timing::Micros m_recallTook {0};
    RoutingLink m_routing;
    ClientWay m_way;
    RequestConversion m_conversion;
    std::optional<Relay> m_relay; ///< nullopt: the request was not sent yet
    NotedEnd m_end; ///< set from Stage::Ending on
};

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/replay/answeringrouter.h"

#include <utility>

namespace proxy {

class AnsweringRouter::OpenCall final : public Router::Call
{
public:
    OpenCall(AnsweringRouter &router, Callback told)
        : done(std::move(told))
        , m_router(router)
    { }
    ~OpenCall() override
    {
        if (m_router.m_open == this)
            m_router.m_open = nullptr;
    }
    Q_DISABLE_COPY_MOVE(OpenCall)
    [[nodiscard]] int attempts() const override { return 1; }

    Callback done;

private:
    AnsweringRouter &m_router;
};

AnsweringRouter::AnsweringRouter() = default;
AnsweringRouter::~AnsweringRouter() = default;

std::unique_ptr<Router::Call> AnsweringRouter::classify(const RouterQuestion &, Callback done)
{
    auto call = std::make_unique<OpenCall>(*this, std::move(done));
    m_open = call.get();
    return call;
}

bool AnsweringRouter::answer(Difficulty difficulty)
{
    OpenCall *call = std::exchange(m_open, nullptr);
    if (!call)
        return false;
    // The callback may destroy the call.
    const Callback done = std::move(call->done);
    if (difficulty == Difficulty::None)
        done(tl::make_unexpected(
                 Error {.code = ErrorCode::RouterUnreachable,
                        .source = ErrorSource::Router,
                        .detail = Text::words(QStringLiteral("was not asked then"))}),
             1);
    else
        done(RouterAnswer {.difficulty = difficulty, .label = name(difficulty), .model = {}}, 1);
    return true;
}

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
// Any bytes are a body. What is not skipped can be spliced: every other byte stays and the body
// then names the new model.
#include "proxy/inspect/requestinspector.h"
#include "proxy/rewrite/bodyrewriter.h"
#include "proxy/route/routertext.h"

#include <QByteArray>

#include <algorithm>
#include <array>
#include <cstdlib>

using proxy::Dialect;
using proxy::RequestFacts;
using proxy::RouteReason;

namespace {

void require(bool condition)
{
    if (!condition)
        std::abort();
}

bool hasModelPlace(RouteReason skip)
{
    return skip == RouteReason::None || skip == RouteReason::NoUserText;
}

void checkSplice(proxy::RequestInspector &inspector, const QByteArray &body,
                 const RequestFacts &facts)
{
    require(facts.modelRange.begin > 0 && facts.modelRange.end < body.size());
    // Its own text in reverse: of any length, with anything in it that ASCII has.
    QByteArray model = facts.model.first(std::min<qsizetype>(facts.model.size(), 100)) + "\"\\\n~";
    std::replace_if(
        model.begin(), model.end(), [](char byte) { return byte < 0; }, '?');
    std::reverse(model.begin(), model.end());

    const proxy::SplicedBody spliced = proxy::spliceModel(body, facts.modelRange, model);
    require(spliced.body.first(spliced.range.begin) == body.first(facts.modelRange.begin));
    require(spliced.body.sliced(spliced.range.end) == body.sliced(facts.modelRange.end));
    const RequestFacts again = inspector.inspect(facts.dialect, spliced.body);
    require(again.skip == facts.skip);
    require(again.model == model);
    require(again.modelRange == spliced.range);
    require(again.userTextHash == facts.userTextHash);
    require(again.userTextOrdinal == facts.userTextOrdinal);
    require(proxy::restoreBody(spliced) == body);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const proxy::InspectorTables kTables = *proxy::loadInspectorTables();
    static proxy::RequestInspector inspector(kTables);
    constexpr std::array<Dialect, 4> kDialects {Dialect::Anthropic, Dialect::OpenAiChat,
                                                Dialect::OpenAiResponses, Dialect::Other};
    if (size == 0)
        return 0;
    const Dialect dialect = kDialects[data[0] % kDialects.size()];
    // Memory of exactly this size, so that one byte too far is seen.
    const auto *bytes = reinterpret_cast<const char *>(data + 1);
    const QByteArrayView view(bytes, static_cast<qsizetype>(size - 1));
    const RequestFacts facts = inspector.inspect(dialect, view);
    if (hasModelPlace(facts.skip))
        checkSplice(inspector, view.toByteArray(), facts);
    require(proxy::capForRouter(facts.userText).size() <= 3 * proxy::kRouterTextLimit);
    return 0;
}

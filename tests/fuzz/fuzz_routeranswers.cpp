// SPDX-License-Identifier: LicenseRef-Private
// Any bytes may come from the router and from the backend's model list. What is read stays within
// its limits, and a model name's parts always make the name again.
#include "proxy/models/modelname.h"
#include "proxy/resilience/retrypolicy.h"
#include "proxy/route/modelcatalog.h"
#include "proxy/route/modelmap.h"
#include "proxy/route/morphwire.h"
#include "proxy/route/targetsearch.h"

#include <QByteArray>
#include <QDateTime>

#include <cstdlib>
#include <memory>
#include <vector>

namespace {

constexpr qsizetype kMaxLabel = 128;
constexpr qsizetype kMaxId = 256;

void require(bool condition)
{
    if (!condition)
        std::abort();
}

void checkAnswers(const QByteArray &bytes)
{
    for (const auto selector : {proxy::RouterSelector::Raw, proxy::RouterSelector::Provider}) {
        const auto answer = proxy::parseMorphAnswer(bytes, selector);
        if (!answer) {
            require(answer.error().code == proxy::ErrorCode::RouterMalformed);
            continue;
        }
        require(answer->label.size() <= kMaxLabel && answer->model.size() <= kMaxLabel);
        require(selector == proxy::RouterSelector::Provider || answer->model.isEmpty());
    }
}

void checkModels(const QByteArray &bytes)
{
    static const proxy::ModelMap map = proxy::ModelMap::builtIn();
    require(proxy::parseModelName(bytes).toByteArray() == bytes);
    const auto list = proxy::parseModelList(bytes);
    if (list) {
        for (const QByteArray &id : *list)
            require(!id.isEmpty() && id.size() <= kMaxId);
    }
    static const proxy::ModelTable models;
    proxy::DecisionInput input;
    input.facts.model = bytes;
    input.day = QDate(2026, 11, 29);
    if (list)
        input.listed = std::make_shared<const proxy::ModelList>(*list);
    std::vector<proxy::TraceStep> trace;
    const auto found = proxy::findTarget(
        input, {map, models},
        {.difficulty = proxy::Difficulty::Easy,
         .targets = map.cell(proxy::ModelFamily::OpenAi, proxy::Difficulty::Easy)},
        trace);
    require(found.verdict.has_value() == (found.reason == proxy::RouteReason::None));
    require(!found.verdict || !found.verdict->model.isEmpty());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    checkAnswers(bytes);
    checkModels(bytes);
    static_cast<void>(proxy::ModelMap::fromJson(bytes));
    static_cast<void>(proxy::ModelTable::fromJson(bytes));
    static_cast<void>(proxy::ModelTable().amended(bytes));
    const auto wait = proxy::parseRetryAfter(bytes, QDateTime(QDate(2026, 1, 1), QTime(0, 0)));
    require(!wait || wait->count() >= 0);
    return 0;
}

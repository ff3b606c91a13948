// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/quotarules.h"
#include "proxy/config/textrow.h"
#include "proxy/config/userrules.h"

using namespace Qt::StringLiterals;

namespace proxy {
namespace {

template <class Field> auto router(Field RouterSettings::*field)
{
    return at(&ProxyConfig::router, field);
}

struct ModelMapPlace
{
    QStringList ModelMapOverride::*field;

    QStringList &in(ProxyConfig &config) const { return config.router.modelMap.*field; }
    const QStringList &in(const ProxyConfig &config) const { return config.router.modelMap.*field; }
};

Setting modelRow(RowNames names, QStringList ModelMapOverride::*field)
{
    return listRow(std::move(names), ModelMapPlace {field}, checkedModel,
                   Text::english("model names, the first one that the backend lists is used"));
}

Result<void> checkedRules(const QJsonArray &rules)
{
    return parseUserRules(rules).map([](const auto &) {});
}

Result<void> checkedQuota(const QJsonArray &rules)
{
    return parseQuotaRules(rules).map([](const auto &) {});
}

} // namespace

void appendRouterSettings(std::vector<Setting> &rows)
{
    rows.push_back(secretRow({u"MORPH_API_KEY"_s, u"router.apiKey"_s,
                              Text::english("Morph key; without it Morph is not asked")},
                             router(&RouterSettings::apiKey)));
    rows.push_back(
        urlRow({u"MORPH_API_URL"_s, u"router.apiUrl"_s, Text::english("Morph's address")},
               router(&RouterSettings::apiUrl), UrlPath::Any,
               Text::english("an http or https URL without user, query or fragment")));
    rows.push_back(booleanRow({u"MORPH_ROUTER_ENABLED"_s, u"router.enabled"_s,
                               Text::english("Routing on; false passes every request through")},
                              router(&RouterSettings::enabled)));
    rows.push_back(choiceRow({u"MORPH_ROUTER_MODE"_s, u"router.mode"_s,
                              Text::english("How readily a task is called easy")},
                             router(&RouterSettings::mode), {u"balanced"_s, u"aggressive"_s}));
    rows.push_back(choiceRow(
        {u"MORPH_ROUTER_PROVIDER"_s, u"router.provider"_s,
         Text::english("Whose models are chosen; auto follows the requested model")},
        router(&RouterSettings::provider), {u"anthropic"_s, u"openai"_s, u"gemini"_s, u"auto"_s}));
    rows.push_back(
        choiceRow({u"MORPH_ROUTER_SELECTOR"_s, u"router.selector"_s,
                   Text::english("raw maps Morph's difficulty here; provider takes Morph's model")},
                  router(&RouterSettings::selector), {u"raw"_s, u"provider"_s}));
    rows.push_back(choiceRow({u"MORPH_ROUTER_POLICY"_s, u"router.policy"_s,
                              Text::english("When a switch of model is worth it")},
                             router(&RouterSettings::policy),
                             {u"cache-aware"_s, u"human-turn"_s, u"every-request"_s}));
    rows.push_back(
        choiceRow({u"MORPH_ROUTER_CLASSIFIER"_s, u"router.classifier"_s,
                   Text::english("Who judges a task: Morph, or this machine, which needs no key")},
                  router(&RouterSettings::classifier),
                  {u"morph"_s, u"local"_s, u"local-then-morph"_s, u"morph-then-local"_s}));
    rows.push_back(booleanRow({u"MORPH_ROUTER_EXPOSE_HEADERS"_s, u"router.exposeHeaders"_s,
                               Text::english("Put the x-llm-proxy-* headers on answers")},
                              router(&RouterSettings::exposeHeaders)));
    rows.push_back(booleanRow({u"MORPH_ROUTER_RESPONSES"_s, u"router.responses"_s,
                               Text::english("Route POST /v1/responses too")},
                              router(&RouterSettings::routeResponses)));
    rows.push_back(choiceRow(
        {u"MORPH_ROUTER_SUBAGENTS"_s, u"router.subAgents"_s,
         Text::english("The task that an agent gives to another: keep its model, or classify it")},
        router(&RouterSettings::subAgents), {u"keep"_s, u"classify"_s}));
    rows.push_back(
        booleanRow({u"MORPH_ROUTER_AUTO_MODEL"_s, u"router.autoModel"_s,
                    Text::english("List a model auto, and choose for every request that names it")},
                   router(&RouterSettings::autoModel)));
    rows.push_back(booleanRow({u"MORPH_ROUTER_ONLY_AUTO"_s, u"router.onlyAuto"_s,
                               Text::english("Choose a model for auto alone; every other name "
                                             "keeps its model. Needs MORPH_ROUTER_AUTO_MODEL")},
                              router(&RouterSettings::onlyAuto)));
    rows.push_back(booleanRow(
        {u"MORPH_ROUTER_EFFORT"_s, u"router.effort"_s,
         Text::english("Lower the effort of an easy task at a session's start, not the model")},
        router(&RouterSettings::routeEffort)));
    rows.push_back(booleanRow({u"MORPH_ROUTER_MASK_SECRETS"_s, u"router.maskSecrets"_s,
                               Text::english("Mask keys and passwords in the text for Morph")},
                              router(&RouterSettings::maskSecrets)));
    rows.push_back(objectsRow({u"MORPH_ROUTER_QUOTA"_s, u"router.quota"_s,
                               Text::english("When a plan's windows make routing aggressive or "
                                             "easy-only; not set: never")},
                              router(&RouterSettings::quota), checkedQuota));
    rows.push_back(
        booleanRow({u"MORPH_ROUTER_QUOTA_OVERAGE"_s, u"router.quotaOverage"_s,
                    Text::english("Allow use beyond the plan, which is paid for; without it such "
                                  "use makes routing easy-only. Needs MORPH_ROUTER_QUOTA")},
                   router(&RouterSettings::quotaAllowsOverage)));
}

void appendRouterTuning(std::vector<Setting> &rows)
{
    rows.push_back(
        integerRow({u"MORPH_ROUTER_RETRIES"_s, u"router.retries"_s,
                    Text::english("Further attempts of one classification after the first")},
                   router(&RouterSettings::retries), {0, 10}));
    rows.push_back(
        integerRow({u"MORPH_ROUTER_CONCURRENCY"_s, u"router.concurrency"_s,
                    Text::english("Calls to Morph at once; further ones wait within their time")},
                   router(&RouterSettings::concurrency), {1, 256}));
    rows.push_back(
        millisecondsRow({u"MORPH_ROUTER_BUDGET_MS"_s, u"router.budgetMs"_s,
                         Text::english("Time for one decision, attempts and waits included")},
                        router(&RouterSettings::budget), {1, 60'000}));
    rows.push_back(
        integerRow({u"MORPH_ROUTER_BREAKER_THRESHOLD"_s, u"router.breakerThreshold"_s,
                    Text::english("Failures in a row that stop asking Morph for a while")},
                   router(&RouterSettings::breakerThreshold), {1, 1000}));
    rows.push_back(millisecondsRow(
        {u"MORPH_ROUTER_BREAKER_OPEN_MS"_s, u"router.breakerOpenMs"_s,
         Text::english(
             "How long Morph is not asked after these failures; each failed probe doubles it")},
        router(&RouterSettings::breakerOpenFor), {1, 300'000}));
}

void appendModelMapSettings(std::vector<Setting> &rows)
{
    rows.push_back(modelRow({u"MORPH_ROUTER_MODEL_EASY"_s, u"router.modelMap.easy"_s,
                             Text::english("Models for easy tasks; not set: the built-in table's")},
                            &ModelMapOverride::easy));
    rows.push_back(
        modelRow({u"MORPH_ROUTER_MODEL_MEDIUM"_s, u"router.modelMap.medium"_s,
                  Text::english("Models for medium tasks; not set: as hard, else the table's")},
                 &ModelMapOverride::medium));
    rows.push_back(modelRow({u"MORPH_ROUTER_MODEL_HARD"_s, u"router.modelMap.hard"_s,
                             Text::english("Models for hard tasks; not set: the built-in table's")},
                            &ModelMapOverride::hard));
    rows.push_back(
        modelRow({u"MORPH_ROUTER_MODEL_NEEDS_INFO"_s, u"router.modelMap.needsInfo"_s,
                  Text::english("Models when Morph cannot size the task; not set: the requested "
                                "one stays")},
                 &ModelMapOverride::needsInfo));
    rows.push_back(objectsRow({u"MORPH_ROUTER_RULES"_s, u"router.rules"_s,
                               Text::english("Ordered rules that decide before the router does")},
                              router(&RouterSettings::rules), checkedRules));
}

} // namespace proxy

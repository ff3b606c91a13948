// SPDX-License-Identifier: LicenseRef-Private
#include "app/commands/routereplay.h"

#include "proxy/accounting/ledgerfiles.h"
#include "proxy/json/jsonwriter.h"

#include <QFile>
#include <QFileInfo>
#include <QTextStream>

#include <algorithm>
#include <array>

namespace app {

namespace {

using namespace Qt::StringLiterals;

constexpr qint64 kMaxLine = 1024 * 1024;

ReplayedPolicy replayed(const std::vector<proxy::LoggedRequest> &requests,
                        const proxy::RouterSettings &settings, const proxy::ModelTable &models,
                        QByteArray name)
{
    proxy::PolicyReplay replay(settings, models);
    for (const proxy::LoggedRequest &request : requests)
        (void)replay.step(request);
    return {std::move(name), replay.totals()};
}

struct Column
{
    const char *title;
    int proxy::ReplayTotals::*count;
};

constexpr std::array kColumns {
    Column {"requests", &proxy::ReplayTotals::requests},
    Column {"human asks", &proxy::ReplayTotals::humanAsks},
    Column {"Morph calls", &proxy::ReplayTotals::morphCalls},
    Column {"judged here", &proxy::ReplayTotals::judgedHere},
    Column {"answer unknown", &proxy::ReplayTotals::unknownAnswers},
    Column {"routed", &proxy::ReplayTotals::routed},
    Column {"less effort", &proxy::ReplayTotals::lowered},
    Column {"switches", &proxy::ReplayTotals::switches},
    Column {"in mid-loop", &proxy::ReplayTotals::midLoopSwitches},
    Column {"unsafe", &proxy::ReplayTotals::unsafeSwitches},
    Column {"other than then", &proxy::ReplayTotals::otherThanThen},
    Column {"no price", &proxy::ReplayTotals::unpriced},
};

QString dollars(double usd)
{
    return u"$%1"_s.arg(usd, 0, 'f', 4);
}

} // namespace

const char *name(proxy::RoutePolicy policy)
{
    switch (policy) {
    case proxy::RoutePolicy::CacheAware:
        return "cache-aware";
    case proxy::RoutePolicy::HumanTurn:
        return "human-turn";
    case proxy::RoutePolicy::EveryRequest:
        break;
    }
    return "every-request";
}

std::vector<proxy::LoggedRequest> loggedRequests(const QString &logDir, QDate since)
{
    std::vector<proxy::LoggedRequest> requests;
    for (const proxy::LedgerFile &day : proxy::ledgerFiles(logDir)) {
        QFile file(day.path);
        if ((since.isValid() && day.day < since) || !QFileInfo(file).isFile()
            || !file.open(QIODevice::ReadOnly))
            continue;
        while (!file.atEnd()) {
            const QByteArray line = file.readLine(kMaxLine);
            if (auto request = proxy::loggedRequestFrom(line); request && request->answered)
                requests.push_back(*std::move(request));
        }
    }
    std::stable_sort(requests.begin(), requests.end(),
                     [](const auto &one, const auto &other) { return one.atMs < other.atMs; });
    return requests;
}

std::vector<ReplayedPolicy> replayedPolicies(const std::vector<proxy::LoggedRequest> &requests,
                                             const proxy::RouterSettings &settings,
                                             const proxy::ModelTable &models,
                                             const std::vector<proxy::RoutePolicy> &policies)
{
    proxy::RouterSettings used = settings;
    used.enabled = false;
    std::vector<ReplayedPolicy> all {replayed(requests, used, models, "no routing")};
    used.enabled = true;
    for (const proxy::RoutePolicy policy : policies) {
        used.policy = policy;
        all.push_back(replayed(requests, used, models, name(policy)));
    }
    return all;
}

QString replayTable(const std::vector<ReplayedPolicy> &policies)
{
    QString text;
    QTextStream out(&text);
    out << "| policy |";
    for (const Column &column : kColumns)
        out << ' ' << column.title << " |";
    out << " estimated cost | Morph's fees |\n|---|";
    for (size_t i = 0; i < kColumns.size() + 2; ++i)
        out << "--:|";
    out << '\n';
    for (const ReplayedPolicy &policy : policies) {
        out << "| " << policy.name << " |";
        for (const Column &column : kColumns)
            out << ' ' << policy.totals.*column.count << " |";
        out << ' ' << dollars(policy.totals.costUsd) << " | " << dollars(policy.totals.feesUsd)
            << " |\n";
    }
    return text;
}

QByteArray replayJson(const std::vector<ReplayedPolicy> &policies)
{
    QByteArray out;
    proxy::JsonWriter json(out);
    json.beginObject().key("policies").beginArray();
    for (const ReplayedPolicy &policy : policies) {
        json.beginObject().field("policy", policy.name);
        for (const Column &column : kColumns)
            json.field(QByteArray(column.title).replace(' ', '_').toLower().replace('-', '_'),
                       qint64 {policy.totals.*column.count});
        json.key("list_price_usd").real(policy.totals.costUsd, 6);
        json.key("classifier_usd").real(policy.totals.feesUsd, 6).endObject();
    }
    json.endArray().endObject();
    return out;
}

} // namespace app

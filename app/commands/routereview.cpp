// SPDX-License-Identifier: LicenseRef-Private
#include "app/commands/routereview.h"

#include "proxy/json/jsonwriter.h"

#include <QTextStream>

#include <algorithm>
#include <array>

namespace app {

namespace {

using proxy::ReviewedAsk;
using proxy::RouteLabel;

constexpr std::array kLabels {RouteLabel::Reverted,   RouteLabel::Boosted,
                              RouteLabel::AskedAgain, RouteLabel::ErrorsAfterEasy,
                              RouteLabel::SaidHard,   RouteLabel::SaidEasy};
constexpr std::array kOurs {"easy", "unknown", "hard"};
constexpr std::array kMorphs {"easy", "medium", "hard"};

/// Asks that this machine judged so.
int countOf(const std::vector<ReviewedAsk> &asks, proxy::Difficulty verdict)
{
    return static_cast<int>(std::count_if(asks.begin(), asks.end(), [verdict](const auto &ask) {
        return ask.isJudged && ask.local.difficulty == verdict;
    }));
}

int countOf(const std::vector<ReviewedAsk> &asks, RouteLabel label)
{
    return static_cast<int>(std::count_if(asks.begin(), asks.end(),
                                          [label](const auto &ask) { return ask.has(label); }));
}

int countOf(const std::vector<ReviewedAsk> &asks, RouteLabel label, proxy::Difficulty verdict)
{
    return static_cast<int>(
        std::count_if(asks.begin(), asks.end(), [label, verdict](const auto &ask) {
            return ask.has(label) && ask.isJudged && ask.local.difficulty == verdict;
        }));
}

void appendLabelled(QTextStream &out, const std::vector<ReviewedAsk> &asks)
{
    constexpr size_t kMostShown = 50;
    size_t shown = 0;
    for (auto ask = asks.rbegin(); ask != asks.rend() && shown < kMostShown; ++ask) {
        QByteArray labels;
        for (const RouteLabel label : kLabels) {
            if (ask->has(label))
                labels += QByteArray(labels.isEmpty() ? "" : ", ") + name(label);
        }
        if (labels.isEmpty())
            continue;
        const proxy::Difficulty verdict = ask->local.difficulty;
        out << ask->id << "  "
            << QString::fromLatin1(!ask->isJudged                       ? "not judged"
                                   : verdict == proxy::Difficulty::None ? "unknown"
                                                                        : name(verdict))
                   .leftJustified(10)
            << ' ' << QString::number(ask->local.score).rightJustified(3) << "  " << labels << '\n';
        ++shown;
    }
}

} // namespace

proxy::RouteReview reviewed(const std::vector<proxy::LoggedRequest> &requests,
                            QHash<QByteArray, proxy::Difficulty> said)
{
    proxy::RouteReview review(std::move(said));
    for (const proxy::LoggedRequest &request : requests)
        review.add(request);
    return review;
}

QString reviewText(const proxy::RouteReview &review)
{
    const auto &asks = review.asks();
    QString text;
    QTextStream out(&text);
    using enum proxy::Difficulty;
    out << asks.size() << " asks; judged on this machine: " << countOf(asks, Easy) << " easy, "
        << countOf(asks, None) << " unknown, " << countOf(asks, Hard) << " hard\n\n";
    out << "| label | asks | called easy | unknown | called hard |\n|---|--:|--:|--:|--:|\n";
    for (const RouteLabel label : kLabels)
        out << "| " << name(label) << " | " << countOf(asks, label) << " | "
            << countOf(asks, label, Easy) << " | " << countOf(asks, label, None) << " | "
            << countOf(asks, label, Hard) << " |\n";
    out << "\n| easy up to a score of | asks | of these, should have been hard | easy |\n"
           "|--:|--:|--:|--:|\n";
    for (const proxy::ReviewedLimit &limit : reviewLimits(asks))
        out << "| " << limit.score << " | " << limit.easy << " | " << limit.shouldBeHard << " | "
            << limit.shouldBeEasy << " |\n";
    const proxy::Agreement agreement = agreementOf(asks);
    out << "\n| this machine said | Morph: easy | medium | hard |\n|---|--:|--:|--:|\n";
    for (size_t row = 0; row < kOurs.size(); ++row)
        out << "| " << kOurs[row] << " | " << agreement[row][0] << " | " << agreement[row][1]
            << " | " << agreement[row][2] << " |\n";
    out << '\n';
    appendLabelled(out, asks);
    return text;
}

QByteArray reviewJson(const proxy::RouteReview &review)
{
    const auto &asks = review.asks();
    QByteArray out;
    proxy::JsonWriter json(out);
    json.beginObject().field("asks", qint64(asks.size()));
    json.key("labels").beginObject();
    for (const RouteLabel label : kLabels)
        json.field(name(label), qint64 {countOf(asks, label)});
    json.endObject().key("limits").beginArray();
    for (const proxy::ReviewedLimit &limit : reviewLimits(asks)) {
        json.beginObject().field("score", qint64 {limit.score}).field("easy", qint64 {limit.easy});
        json.field("should_be_hard", qint64 {limit.shouldBeHard});
        json.field("should_be_easy", qint64 {limit.shouldBeEasy}).endObject();
    }
    json.endArray().key("agreement").beginObject();
    const proxy::Agreement agreement = agreementOf(asks);
    for (size_t row = 0; row < kOurs.size(); ++row) {
        json.key(kOurs[row]).beginObject();
        for (size_t column = 0; column < kMorphs.size(); ++column)
            json.field(kMorphs[column], qint64 {agreement[row][column]});
        json.endObject();
    }
    json.endObject().endObject();
    return out;
}

} // namespace app

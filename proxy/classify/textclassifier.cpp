// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/classify/textclassifier.h"

#include "proxy/json/jsonobject.h"

#include <QJsonObject>

#include <algorithm>
#include <bit>
#include <cmath>

namespace proxy {

namespace {

using namespace Qt::StringLiterals;

constexpr qint64 kShareOfAll = 256;
constexpr double kMostUnits = 1e9; ///< of a number in the table

tl::unexpected<Error> weightError(const QString &what)
{
    return tl::unexpected(Error {.code = ErrorCode::InvalidConfig,
                                 .detail = Text::words(u"classifier-weights.json: "_s + what)});
}

qint64 whole(const QJsonValue &value)
{
    return static_cast<qint64>(std::clamp(value.toDouble(), -kMostUnits, kMostUnits));
}

/// The whole part of 256 times the square root of a small number.
qint64 root256(qint64 count)
{
    const qint64 square = count << 16;
    auto root = static_cast<qint64>(std::sqrt(static_cast<double>(square)));
    while (root * root > square)
        --root;
    while ((root + 1) * (root + 1) <= square)
        ++root;
    return root;
}

} // namespace

Result<TextClassifier> TextClassifier::fromJson(const QByteArray &cues, const QByteArray &weights)
{
    TextClassifier made;
    auto table = CueTable::fromJson(cues);
    if (!table)
        return tl::unexpected(table.error());
    made.m_cues = *std::move(table);
    const auto read = readJsonObject(weights);
    if (!read)
        return weightError(read.error().what.text());
    if (read->value(u"cues").toInteger() != qint64 {made.m_cues.fingerprint()})
        return weightError(u"was trained with other cues"_s);
    if (read->value(u"bucketBits").toInt() != int(TextFeatures::kBucketBits))
        return weightError(u"bucketBits must be 14"_s);
    const size_t dense = TextFeatures::denseCount(size_t(made.m_cues.kinds().size()));
    const std::array<std::pair<QStringView, std::pair<Weights *, size_t>>, 3> parts {{
        {u"kind", {&made.m_kind, dense}},
        {u"form", {&made.m_form, dense}},
        {u"grams", {&made.m_grams, size_t(1) << TextFeatures::kBucketBits}},
    }};
    for (const auto &[name, part] : parts) {
        auto values = readWeights(read->value(name), part.second);
        if (!values)
            return tl::unexpected(values.error());
        *part.first = *std::move(values);
    }
    made.m_easyShare = whole(read->value(u"easyShare"));
    made.m_hardShare = whole(read->value(u"hardShare"));
    const QJsonObject limits = read->value(u"thresholds").toObject();
    made.m_limits = {.easySum = whole(limits[u"easySum"]),
                     .easySumAggressive = whole(limits[u"easySumAggressive"]),
                     .hardKind = whole(limits[u"hardKind"]),
                     .hardScore = whole(limits[u"hardScore"])};
    made.m_goOn = made.m_cues.kinds().indexOf("go-on");
    return made;
}

Result<TextClassifier::Weights> TextClassifier::readWeights(const QJsonValue &entry, size_t count)
{
    const QByteArray bytes = QByteArray::fromBase64(entry[u"weights"].toString().toLatin1());
    if (size_t(bytes.size()) != count)
        return weightError(u"a list of weights has another length"_s);
    Weights weights {.bias = whole(entry[u"bias"]), .scale = whole(entry[u"scale"]), .weights = {}};
    weights.weights.assign(bytes.begin(), bytes.end());
    return weights;
}

qint64 TextClassifier::denseSum(const Weights &weights, const TextFeatures &features)
{
    qint64 sum = 0;
    for (const quint8 number : features.dense())
        sum += weights.weights[number];
    return weights.bias + weights.scale * sum;
}

qint64 TextClassifier::gramSum(const TextFeatures::Buckets &buckets) const
{
    qint64 sum = 0;
    qint64 count = 0;
    for (size_t at = 0; at < buckets.size(); ++at) {
        for (quint64 bits = buckets[at]; bits != 0; bits &= bits - 1) {
            sum += m_grams.weights[at * 64 + size_t(std::countr_zero(bits))];
            ++count;
        }
    }
    return sum * m_grams.scale * kShareOfAll / root256(std::max<qint64>(count, 1));
}

TextLook TextClassifier::look(const TextFeatures &features) const
{
    TextLook look;
    look.kind = denseSum(m_kind, features);
    look.words = denseSum(m_form, features) + gramSum(features.buckets());
    const qint64 share = look.kind < 0 ? m_easyShare : m_hardShare;
    look.score = look.words + look.kind * share / kShareOfAll;
    look.units = features.units();
    look.goesOn = m_goOn >= 0 && features.begins(size_t(m_goOn));
    noteKinds(features, look);
    return look;
}

void TextClassifier::noteKinds(const TextFeatures &features, TextLook &look) const
{
    std::array<int, 3> voices {};
    for (size_t kind = 0; kind < size_t(m_cues.kinds().size()); ++kind) {
        if (!features.has(kind))
            continue;
        const size_t number = TextFeatures::firstOfKind(kind);
        int voice = std::abs(int {m_kind.weights[number]}
                             + (features.begins(kind) ? int {m_kind.weights[number + 1]} : 0));
        int named = int(kind);
        for (size_t place = 0; place < voices.size(); ++place) {
            if (voice > voices[place]) {
                std::swap(voice, voices[place]);
                std::swap(named, look.kinds[place]);
            }
        }
    }
}

} // namespace proxy

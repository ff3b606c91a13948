// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/classify/textfeatures.h"
#include "proxy/core/error.h"

#include <QByteArrayView>

#include <array>
#include <memory>
#include <vector>

namespace proxy {

/// How a text looks to the weights. Logits; kLogit stands for 1, and more is harder.
struct TextLook
{
    static constexpr qint64 kLogit = 65536;
    qint64 kind = 0; ///< by its length and kind of ask
    qint64 words = 0; ///< by its words
    qint64 score = 0; ///< both, the words first
    qint64 units = 0; ///< TextFeatures::units()
    /// Numbers of up to three kinds of ask that speak loudest, the loudest first; -1: none.
    std::array<int, 3> kinds {-1, -1, -1};
    bool goesOn = false; ///< it begins with a phrase such as "continue"

    [[nodiscard]] qint64 sum() const { return kind + words; }
};

/// Where verdicts begin, in the units of TextLook.
struct LookLimits
{
    qint64 easySum = 0; ///< at most: easy
    qint64 easySumAggressive = 0; ///< the same in the aggressive mode
    qint64 hardKind = 0; ///< at least this and hardScore: hard
    qint64 hardScore = 0;
};

/// The weights of the classifier on this machine (JSON/classifier-weights.json), with the cues that
/// they were trained with. Immutable; any thread.
class TextClassifier final
{
public:
    [[nodiscard]] static Result<TextClassifier> fromJson(const QByteArray &cues,
                                                         const QByteArray &weights);

    /// Judges @p text, UTF-8. Pure; allocates nothing; reads at most two times kHalfText.
    [[nodiscard]] TextLook look(QByteArrayView text) const { return look({text, m_cues}); }
    [[nodiscard]] TextLook look(const TextFeatures &features) const;
    [[nodiscard]] const CueTable &cues() const { return m_cues; }
    [[nodiscard]] const LookLimits &limits() const { return m_limits; }

private:
    struct Weights
    {
        qint64 bias = 0;
        qint64 scale = 1;
        std::vector<qint8> weights;
    };

    [[nodiscard]] static Result<Weights> readWeights(const QJsonValue &entry, size_t count);
    [[nodiscard]] static qint64 denseSum(const Weights &weights, const TextFeatures &features);
    [[nodiscard]] qint64 gramSum(const TextFeatures::Buckets &buckets) const;
    void noteKinds(const TextFeatures &features, TextLook &look) const;

    CueTable m_cues;
    Weights m_kind;
    Weights m_form;
    Weights m_grams;
    qint64 m_easyShare = 0; ///< of `kind` in the score where it says easy, in 1/256
    qint64 m_hardShare = 0;
    LookLimits m_limits;
    qsizetype m_goOn = -1; ///< number of the kind "go-on"
};

} // namespace proxy

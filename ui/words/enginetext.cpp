// SPDX-License-Identifier: LicenseRef-Private
#include "ui/words/enginetext.h"

#include "ui/words/enginecode.h"
#include "ui/words/sentences.h"
#include "ui/words/settingtexts.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace ui {

namespace {

constexpr int kDeepest = 6;
/// Sentences that a code is put into.
constexpr std::array kWithCodes {"%1, told by %2", "the connection was %1 before an answer",
                                 "the connection was %1 in the middle of an answer"};
/// Where Qt keeps the words of its own errors, which an engine without a window says in English.
constexpr std::array kContextsOfQt {"QAbstractSocket", "QNetworkReply", "QHostInfo",
                                    "QHostInfoAgent",  "QSslSocket",    "QJsonParseError",
                                    "QFile",           "QIODevice",     "QNetworkAccessManager"};

struct Sentence
{
    const char *english = nullptr;
    QStringList parts; ///< what stands around its placeholders
    qsizetype length = 0;
    bool takesCodes = false;
};

const QRegularExpression &placeholder()
{
    static const QRegularExpression kMark(QStringLiteral("%([1-9])"));
    return kMark;
}

std::vector<Sentence> readSentences()
{
    std::vector<Sentence> sentences;
    for (const auto group :
         {decisionSentences(), requestSentences(), conversionSentences(), configSentences()}) {
        for (const char *english : group) {
            Sentence sentence {.english = english,
                               .parts = QString::fromUtf8(english).split(placeholder())};
            for (const QString &part : sentence.parts)
                sentence.length += part.size();
            sentence.takesCodes =
                std::any_of(kWithCodes.begin(), kWithCodes.end(),
                            [english](const char *known) { return qstrcmp(known, english) == 0; });
            sentences.push_back(std::move(sentence));
        }
    }
    // The one that says most comes first.
    std::stable_sort(sentences.begin(), sentences.end(),
                     [](const Sentence &a, const Sentence &b) { return a.length > b.length; });
    return sentences;
}

const std::vector<Sentence> &sentences()
{
    static const std::vector<Sentence> kSentences = readSentences();
    return kSentences;
}

/// What @p text puts in at the placeholders; nullopt: it is another sentence.
std::optional<QStringList> valuesIn(const QString &text, const QStringList &parts)
{
    if (parts.size() == 1)
        return text == parts.first() ? std::optional(QStringList()) : std::nullopt;
    if (!text.startsWith(parts.first()) || !text.endsWith(parts.last()))
        return std::nullopt;
    const qsizetype end = text.size() - parts.last().size();
    qsizetype at = parts.first().size();
    QStringList values;
    for (qsizetype part = 1; part < parts.size(); ++part) {
        const bool isLast = part == parts.size() - 1;
        const qsizetype next = isLast ? end : text.indexOf(parts[part], at);
        if (next <= at || next > end)
            return std::nullopt;
        values << text.sliced(at, next - at);
        at = next + parts[part].size();
    }
    return values;
}

/// Not arg(): a value may hold a percent sign of its own.
QString filledIn(const QString &pattern, const QStringList &values)
{
    QString text;
    qsizetype at = 0;
    for (auto each = placeholder().globalMatch(pattern); each.hasNext();) {
        const QRegularExpressionMatch mark = each.next();
        text += pattern.sliced(at, mark.capturedStart() - at)
                + values.value(mark.captured(1).toInt() - 1);
        at = mark.capturedEnd();
    }
    return text + pattern.sliced(at);
}

QString otherText(const QString &english)
{
    if (isKnownSettingText(english))
        return settingText(english);
    const QByteArray source = english.toUtf8();
    for (const char *context : kContextsOfQt) {
        QString said = QCoreApplication::translate(context, source.constData());
        if (said != english)
            return said;
    }
    return english;
}

QString translated(const QString &english, int depth)
{
    if (depth > kDeepest || english.isEmpty())
        return english;
    for (const Sentence &sentence : sentences()) {
        auto values = valuesIn(english, sentence.parts);
        if (!values)
            continue;
        for (QString &value : *values)
            value = sentence.takesCodes ? engineCode(value.toUtf8()) : translated(value, depth + 1);
        return filledIn(QCoreApplication::translate("Engine", sentence.english), *values);
    }
    return otherText(english);
}

} // namespace

QString engineText(const QString &english)
{
    QStringList lines = english.split(u'\n');
    for (QString &line : lines)
        line = translated(line, 0);
    return lines.join(u'\n');
}

QStringList engineSentences()
{
    QStringList all;
    for (const Sentence &sentence : sentences())
        all << QString::fromUtf8(sentence.english);
    return all;
}

} // namespace ui

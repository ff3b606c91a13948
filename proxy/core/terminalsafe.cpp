// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/core/terminalsafe.h"

#include <algorithm>
#include <array>
#include <utility>

namespace proxy {

namespace {

/// Letters and marks that show as nothing: of Default_Ignorable_Code_Point (Unicode 15.1,
/// DerivedCoreProperties) what is no format character, and the blank of Braille.
bool isInvisible(char32_t letter)
{
    constexpr std::array<std::pair<char32_t, char32_t>, 9> kInvisible {{{0x34f, 0x34f},
                                                                        {0x115f, 0x1160},
                                                                        {0x17b4, 0x17b5},
                                                                        {0x180b, 0x180f},
                                                                        {0x2800, 0x2800},
                                                                        {0x3164, 0x3164},
                                                                        {0xfe00, 0xfe0f},
                                                                        {0xffa0, 0xffa0},
                                                                        {0xe0100, 0xe01ef}}};
    return std::any_of(kInvisible.begin(), kInvisible.end(), [letter](const auto &range) {
        return letter >= range.first && letter <= range.second;
    });
}

bool isSafe(char32_t letter)
{
    if (letter < 0x7f)
        return letter >= 0x20;
    if (isInvisible(letter))
        return false;
    switch (QChar::category(letter)) {
    case QChar::Other_Control:
    case QChar::Other_Format:
    case QChar::Other_Surrogate:
    case QChar::Other_PrivateUse:
    case QChar::Other_NotAssigned:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return false;
    default:
        return true;
    }
}

QString escaped(QStringView text, bool keepsLines)
{
    const auto isPlain = [](QChar unit) { return unit >= u' ' && unit < u'\x7f'; };
    if (std::all_of(text.begin(), text.end(), isPlain))
        return text.toString();
    QString safe;
    safe.reserve(text.size() + text.size() / 4);
    for (qsizetype at = 0; at < text.size();) {
        const bool isPair =
            text[at].isHighSurrogate() && at + 1 < text.size() && text[at + 1].isLowSurrogate();
        const QStringView units = text.sliced(at, isPair ? 2 : 1);
        at += units.size();
        if (keepsLines && (units == u"\n" || units == u"\t"))
            safe += units;
        else if (keepsLines && units == u"\r" && at < text.size() && text[at] == u'\n')
            continue;
        else if (isSafe(isPair ? QChar::surrogateToUcs4(units[0], units[1]) : units[0].unicode()))
            safe += units;
        else
            for (const QChar unit : units)
                safe += QStringLiteral("\\u%1").arg(uint(unit.unicode()), 4, 16, QLatin1Char('0'));
    }
    return safe;
}

} // namespace

QString terminalSafe(QStringView text)
{
    return escaped(text, false);
}

QString terminalSafe(const QByteArray &utf8)
{
    return escaped(QString::fromUtf8(utf8), false);
}

Text terminalSafe(const Text &text)
{
    QList<Text> values;
    values.reserve(text.values().size());
    for (const Text &value : text.values())
        values << terminalSafe(value);
    const bool isOurs = text.kind() != Text::Kind::Words;
    return Text::stored(text.kind(), isOurs ? text.source() : terminalSafe(text.source()).toUtf8(),
                        std::move(values));
}

QString terminalSafeLines(QStringView text)
{
    return escaped(text, true);
}

} // namespace proxy

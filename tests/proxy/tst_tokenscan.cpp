// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/json/tokenscan.h"

#include <QTest>

#include <simdjson.h>

#include <memory>
#include <optional>
#include <random>
#include <vector>

namespace {

using Tokens = std::optional<std::vector<quint32>>;

class Stages
{
public:
    Stages()
    {
        const auto error = simdjson::get_active_implementation()->create_dom_parser_implementation(
            kCapacity, 1, m_parser);
        Q_ASSERT(error == simdjson::SUCCESS);
        Q_UNUSED(error)
    }
    /// What simdjson's first stage finds.
    [[nodiscard]] Tokens ofSimdjson(const QByteArray &text)
    {
        if (m_parser->stage1(reinterpret_cast<const uint8_t *>(text.constData()),
                             static_cast<size_t>(text.size()), simdjson::stage1_mode::regular)
            != simdjson::SUCCESS)
            return std::nullopt;
        const auto *begin = m_parser->structural_indexes.get();
        return std::vector<quint32>(begin, begin + m_parser->n_structural_indexes);
    }

private:
    static constexpr size_t kCapacity = 64 * 1024;
    std::unique_ptr<simdjson::internal::dom_parser_implementation> m_parser;
};

Tokens ours(const QByteArray &text)
{
    std::vector<quint32> starts(static_cast<size_t>(text.size()));
    const auto count = proxy::findTokens(text, starts.data());
    if (!count)
        return std::nullopt;
    starts.resize(*count);
    return starts;
}

} // namespace

class TestTokenScan final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (!proxy::canFindTokens())
            QSKIP("this processor has no AVX2");
    }
    void findsTheTokensOfAConversation();
    void findsNoneInAnEmptyText();
    void agreesWithSimdjsonAtEveryBorderOfABlock();
    void agreesWithSimdjsonOnAnything();

private:
    Stages m_stages;
};

void TestTokenScan::findsTheTokensOfAConversation()
{
    const std::vector<quint32> expected {0, 1, 4, 6, 11, 14, 16, 17, 18};
    const QByteArray text = R"({"a": "\"b",  [ 1,tr)";
    QCOMPARE(ours(text), expected);
}

void TestTokenScan::findsNoneInAnEmptyText()
{
    QVERIFY(!ours({}));
    QVERIFY(!ours("   \r\n\t"));
    const QByteArray open = "\"never ends";
    const QByteArray control = "[\"a\nb\"]";
    QVERIFY(!ours(open) && !ours(control));
}

/// Every run of backslashes, and every end of a string, in every place of two blocks.
void TestTokenScan::agreesWithSimdjsonAtEveryBorderOfABlock()
{
    for (int before = 0; before < 130; ++before) {
        for (int backslashes = 0; backslashes < 70; ++backslashes) {
            const QByteArray text = "[\"" + QByteArray(before, 'x') + QByteArray(backslashes, '\\')
                                    + "\", \"{}\"a ,:12 \"b\\\\\"]";
            const Tokens found = ours(text);
            QVERIFY2(found == m_stages.ofSimdjson(text), text.constData());
        }
    }
}

void TestTokenScan::agreesWithSimdjsonOnAnything()
{
    constexpr QByteArrayView kLetters = "\"\"\"\\\\\\{}[]:, \t\n\r\x01\x1f\x20\x7f"
                                        "abtrue1-.;<ZJMz*+,";
    std::mt19937 random(20260101);
    for (int round = 0; round < 60000; ++round) {
        // Long strings and dense punctuation: the share of letters that mean nothing varies.
        const auto plain = random() % 64;
        QByteArray text(static_cast<qsizetype>(random() % 300), 'x');
        for (char &letter : text) {
            if (random() % 64 >= plain)
                letter = kLetters[static_cast<qsizetype>(random() % kLetters.size())];
        }
        QVERIFY2(ours(text) == m_stages.ofSimdjson(text), text.toPercentEncoding().constData());
    }
}

QTEST_GUILESS_MAIN(TestTokenScan)
#include "tst_tokenscan.moc"

// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/toolcallqueue.h"

#include <QRandomGenerator>
#include <QTest>

using proxy::ToolCallQueue;

class TestToolCallQueue final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void letsTheFrontCallStream();
    void ordersCallsHoweverTheirPiecesAreMixed();
    void countsArgumentsThatComeTooLate();
    void refusesToHoldTooMuch();
    void refusesTooManyCalls();
};

namespace {

using Steps = std::vector<ToolCallQueue::Step>;

QByteArray describe(const Steps &steps)
{
    QByteArray text;
    for (const ToolCallQueue::Step &step : steps) {
        switch (step.kind) {
        case ToolCallQueue::Step::Kind::Begin:
            text += '<' + step.id + ' ' + step.name + '>';
            break;
        case ToolCallQueue::Step::Kind::Arguments:
            text += step.arguments;
            break;
        case ToolCallQueue::Step::Kind::End:
            text += "</>";
            break;
        }
    }
    return text;
}

QByteArray add(ToolCallQueue &queue, const ToolCallQueue::Piece &piece)
{
    Steps steps;
    if (!queue.add(piece, steps))
        return "full";
    return describe(steps);
}

} // namespace

void TestToolCallQueue::letsTheFrontCallStream()
{
    ToolCallQueue queue;
    QCOMPARE(add(queue, {.index = 0, .id = "a", .name = "get", .arguments = ""}),
             QByteArray("<a get>"));
    QCOMPARE(add(queue, {.index = 0, .id = {}, .name = {}, .arguments = "{\\\"x"}),
             QByteArray("{\\\"x"));
    QCOMPARE(add(queue, {.index = 0, .id = {}, .name = {}, .arguments = "\\\":1}"}),
             QByteArray("\\\":1}"));
    QCOMPARE(add(queue, {.index = 1, .id = "b", .name = "go", .arguments = "{"}),
             QByteArray("</><b go>{"));
    Steps steps;
    queue.finish(steps);
    QCOMPARE(describe(steps), QByteArray("</>"));
}

void TestToolCallQueue::ordersCallsHoweverTheirPiecesAreMixed()
{
    QRandomGenerator random(3);
    const QByteArrayList arguments {R"({\"a\":\"}{\\\\\"\"})", R"({\"b\":[1,{\"c\":2}]})", R"({})"};
    const QByteArray expected = "<i0 n0>" + arguments[0] + "</><i1 n1>" + arguments[1]
                                + "</><i2 n2>" + arguments[2] + "</>";
    for (int round = 0; round < 300; ++round) {
        ToolCallQueue queue;
        Steps steps;
        std::array<qsizetype, 3> at {0, 0, 0};
        for (int i = 0; i < 3; ++i) {
            const QByteArray number = QByteArray::number(i);
            QVERIFY(queue.add(
                {.index = i, .id = "i" + number, .name = "n" + number, .arguments = {}}, steps));
        }
        while (at[0] < arguments[0].size() || at[1] < arguments[1].size()
               || at[2] < arguments[2].size()) {
            const int call = random.bounded(3);
            const QByteArray &whole = arguments[call];
            qsizetype end = qMin(whole.size(), at[size_t(call)] + 1 + random.bounded(4));
            while (end < whole.size() && whole[end - 1] == '\\') // an escape is never split
                ++end;
            QVERIFY(queue.add({.index = call,
                               .id = {},
                               .name = {},
                               .arguments = QByteArrayView(whole).sliced(at[size_t(call)],
                                                                         end - at[size_t(call)])},
                              steps));
            at[size_t(call)] = end;
        }
        queue.finish(steps);
        QCOMPARE(describe(steps), expected);
        QCOMPARE(queue.latePieces(), 0);
    }
}

void TestToolCallQueue::countsArgumentsThatComeTooLate()
{
    ToolCallQueue queue;
    add(queue, {.index = 0, .id = "a", .name = "get", .arguments = "{}"});
    add(queue, {.index = 1, .id = "b", .name = "go", .arguments = "{"});
    QCOMPARE(add(queue, {.index = 0, .id = {}, .name = {}, .arguments = "x"}), QByteArray());
    QCOMPARE(queue.latePieces(), 1);
}

void TestToolCallQueue::refusesToHoldTooMuch()
{
    ToolCallQueue queue;
    add(queue, {.index = 0, .id = "a", .name = "get", .arguments = "{"});
    const QByteArray large(ToolCallQueue::kMaxHeld / 4, 'x');
    QByteArray last;
    for (int i = 0; i < 5 && last != "full"; ++i)
        last = add(queue, {.index = 1, .id = "b", .name = "go", .arguments = large});
    QCOMPARE(last, QByteArray("full"));
}

void TestToolCallQueue::refusesTooManyCalls()
{
    ToolCallQueue queue;
    for (size_t i = 0; i < ToolCallQueue::kMaxCalls; ++i)
        QVERIFY(add(queue, {.index = qint64(i), .id = "a", .name = "get", .arguments = "{}"})
                != "full");
    QCOMPARE(add(queue, {.index = -2, .id = "z", .name = "get", .arguments = "{}"}),
             QByteArray("full"));
}

QTEST_GUILESS_MAIN(TestToolCallQueue)
#include "tst_toolcallqueue.moc"

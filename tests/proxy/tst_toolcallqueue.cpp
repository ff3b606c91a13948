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
    void refusesArgumentsOfACallThatHasEnded();
    void takesAnotherIdForAnotherCall();
    void takesAnotherNameForAnotherCall();
    void joinsANameThatComesInPieces();
    void continuesACallWhosePiecesHaveIdsOfTheirOwn();
    void goesOnWithACallWhoseNumberChanges();
    void takesACallForAnotherThatSharesItsId();
    void aRepeatedNameIsNoCall();
    void tellsOfCallsThatCantBeMade();
    void waitsForACallThatIsOpen();
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
    switch (queue.add(piece, steps)) {
    case ToolCallQueue::Fit::Placed:
        return describe(steps);
    case ToolCallQueue::Fit::OverLimit:
        return "full";
    case ToolCallQueue::Fit::Misplaced:
        return "misplaced";
    case ToolCallQueue::Fit::NoJson:
        return "no JSON";
    case ToolCallQueue::Fit::Unnamed:
    case ToolCallQueue::Fit::Unfinished:
        break;
    }
    return "unexpected";
}

} // namespace

void TestToolCallQueue::letsTheFrontCallStream()
{
    ToolCallQueue queue;
    QCOMPARE(add(queue, {.index = 0, .id = "a", .name = "get", .arguments = ""}), QByteArray());
    QCOMPARE(add(queue, {.index = 0, .id = {}, .name = {}, .arguments = "{\\\"x"}),
             QByteArray("<a get>{\\\"x"));
    QCOMPARE(add(queue, {.index = 0, .id = {}, .name = {}, .arguments = "\\\":1}"}),
             QByteArray("\\\":1}"));
    QCOMPARE(add(queue, {.index = 1, .id = "b", .name = "go", .arguments = "{"}),
             QByteArray("</><b go>"));
    Steps steps;
    QCOMPARE(queue.finish(true, steps), ToolCallQueue::Fit::Placed);
    QCOMPARE(describe(steps), QByteArray("{</>"));
}

void TestToolCallQueue::ordersCallsHoweverTheirPiecesAreMixed()
{
    QRandomGenerator random(3);
    const QByteArrayList arguments {R"({\"a\":\"}{\\\\\\\"\"})", R"({\"b\":[1,{\"c\":2}]})",
                                    R"({})"};
    const QByteArray expected = "<i0 n0>" + arguments[0] + "</><i1 n1>" + arguments[1]
                                + "</><i2 n2>" + arguments[2] + "</>";
    for (int round = 0; round < 300; ++round) {
        ToolCallQueue queue;
        Steps steps;
        std::array<qsizetype, 3> at {0, 0, 0};
        for (int i = 0; i < 3; ++i) {
            const QByteArray number = QByteArray::number(i);
            QCOMPARE(
                queue.add({.index = i, .id = "i" + number, .name = "n" + number, .arguments = {}},
                          steps),
                ToolCallQueue::Fit::Placed);
        }
        while (at[0] < arguments[0].size() || at[1] < arguments[1].size()
               || at[2] < arguments[2].size()) {
            const int call = random.bounded(3);
            const QByteArray &whole = arguments[call];
            qsizetype end = qMin(whole.size(), at[size_t(call)] + 1 + random.bounded(4));
            while (end < whole.size() && whole[end - 1] == '\\') // an escape is never split
                ++end;
            const QByteArrayView piece =
                QByteArrayView(whole).sliced(at[size_t(call)], end - at[size_t(call)]);
            QCOMPARE(queue.add({.index = call, .id = {}, .name = {}, .arguments = piece}, steps),
                     ToolCallQueue::Fit::Placed);
            at[size_t(call)] = end;
        }
        QCOMPARE(queue.finish(false, steps), ToolCallQueue::Fit::Placed);
        QCOMPARE(describe(steps), expected);
    }
}

void TestToolCallQueue::refusesArgumentsOfACallThatHasEnded()
{
    ToolCallQueue queue;
    add(queue, {.index = 0, .id = "a", .name = "get", .arguments = R"({\"x\":1})"});
    add(queue, {.index = 1, .id = "b", .name = "go", .arguments = "{"});
    QCOMPARE(add(queue, {.index = 0, .id = {}, .name = {}, .arguments = " "}), QByteArray());
    QCOMPARE(add(queue, {.index = 0, .id = {}, .name = {}, .arguments = R"({\"x\":1})"}),
             QByteArray());
    QCOMPARE(add(queue, {.index = 0, .id = {}, .name = {}, .arguments = "x"}),
             QByteArray("misplaced"));
}

void TestToolCallQueue::takesAnotherIdForAnotherCall()
{
    for (const qint64 index : {qint64(0), qint64(-1)}) {
        ToolCallQueue queue;
        QByteArray out;
        for (const char *id : {"a", "b"}) {
            out += add(queue, {.index = index, .id = id, .name = "get", .arguments = ""});
            out += add(queue, {.index = index, .id = id, .name = {}, .arguments = R"({\"x\")"});
            out += add(queue, {.index = index, .id = id, .name = {}, .arguments = ":1}"});
        }
        const QByteArray arguments = R"({\"x\":1})";
        QCOMPARE(out, "<a get>" + arguments + "</><b get>" + arguments);
    }
}

void TestToolCallQueue::takesAnotherNameForAnotherCall()
{
    ToolCallQueue queue;
    QByteArray out = add(queue, {.index = 0, .id = {}, .name = "get", .arguments = "{}"});
    out += add(queue, {.index = 0, .id = {}, .name = "go", .arguments = R"({\"x\":1})"});
    Steps steps;
    QCOMPARE(queue.finish(false, steps), ToolCallQueue::Fit::Placed);
    QCOMPARE(out + describe(steps), QByteArray(R"(< get>{}</>< go>{\"x\":1}</>)"));
}

void TestToolCallQueue::joinsANameThatComesInPieces()
{
    for (const char *id : {"a", ""}) {
        for (const QByteArrayList &names : {QByteArrayList {"get_", "weather"},
                                            {"get_", "get_weather"},
                                            {"get_weather", "", "get_weather"}}) {
            ToolCallQueue queue;
            QByteArray out;
            QByteArrayView told = id;
            for (const QByteArray &name : names) {
                out += add(queue, {.index = 0, .id = told, .name = name, .arguments = ""});
                told = {};
            }
            out += add(queue, {.index = 0, .id = {}, .name = {}, .arguments = R"({\"x\":1})"});
            QCOMPARE(out, QByteArray("<") + id + R"( get_weather>{\"x\":1})");
        }
    }
}

void TestToolCallQueue::continuesACallWhosePiecesHaveIdsOfTheirOwn()
{
    ToolCallQueue queue;
    QByteArray out = add(queue, {.index = 0, .id = "r1", .name = "get", .arguments = "{"});
    out += add(queue, {.index = 0, .id = "r2", .name = {}, .arguments = R"(\"x\":1)"});
    out += add(queue, {.index = 0, .id = "r3", .name = {}, .arguments = "}"});
    QCOMPARE(out, QByteArray(R"(<r1 get>{\"x\":1})"));
}

void TestToolCallQueue::goesOnWithACallWhoseNumberChanges()
{
    for (const char *name : {"", "get"}) {
        for (const char *begun : {"", "{"}) {
            ToolCallQueue queue;
            const QByteArray rest = QByteArray(*begun ? "" : "{") + R"(\"x\")";
            QByteArray out = add(queue, {.index = 0, .id = "a", .name = "get", .arguments = begun});
            out += add(queue, {.index = 1, .id = "a", .name = name, .arguments = rest});
            // Without the id it is the number that tells.
            out += add(queue, {.index = 1, .id = {}, .name = {}, .arguments = ":1}"});
            out += add(queue, {.index = 2, .id = "a", .name = {}, .arguments = ""});
            Steps steps;
            QCOMPARE(queue.finish(false, steps), ToolCallQueue::Fit::Placed);
            QCOMPARE(out + describe(steps), QByteArray(R"(<a get>{\"x\":1}</>)"));
        }
    }
    // Mixed, and without numbers.
    ToolCallQueue queue;
    QByteArray out = add(queue, {.index = -1, .id = "a", .name = "get", .arguments = "{"});
    out += add(queue, {.index = -1, .id = "b", .name = "go", .arguments = "{"});
    out += add(queue, {.index = -1, .id = "a", .name = {}, .arguments = "}"});
    out += add(queue, {.index = -1, .id = "b", .name = {}, .arguments = "}"});
    Steps steps;
    QCOMPARE(queue.finish(false, steps), ToolCallQueue::Fit::Placed);
    QCOMPARE(out + describe(steps), QByteArray("<a get>{}</><b go>{}</>"));
}

void TestToolCallQueue::takesACallForAnotherThatSharesItsId()
{
    for (const char *name : {"get", "go"}) {
        ToolCallQueue queue;
        QByteArray out = add(queue, {.index = 0, .id = "a", .name = "get", .arguments = "{}"});
        out += add(queue, {.index = 1, .id = "a", .name = name, .arguments = "{}"});
        Steps steps;
        QCOMPARE(queue.finish(false, steps), ToolCallQueue::Fit::Placed);
        QCOMPARE(out + describe(steps), QByteArray("<a get>{}</><a ") + name + ">{}</>");
    }
    // Two calls of a whole answer are two, even without arguments.
    ToolCallQueue queue;
    for (int i = 0; i < 2; ++i)
        add(queue, {.index = 0, .id = "a", .name = "get", .arguments = "", .isWhole = true});
    Steps steps;
    QCOMPARE(queue.finish(false, steps), ToolCallQueue::Fit::Placed);
    QCOMPARE(describe(steps), QByteArray("<a get></><a get></>"));
}

void TestToolCallQueue::aRepeatedNameIsNoCall()
{
    ToolCallQueue queue;
    add(queue, {.index = 0, .id = {}, .name = "get", .arguments = R"({\"x\":1})"});
    QCOMPARE(add(queue, {.index = 0, .id = {}, .name = "get", .arguments = ""}), QByteArray("</>"));
    Steps steps;
    QCOMPARE(queue.finish(false, steps), ToolCallQueue::Fit::Placed);
    QCOMPARE(describe(steps), QByteArray());
}

void TestToolCallQueue::tellsOfCallsThatCantBeMade()
{
    ToolCallQueue unnamed;
    add(unnamed, {.index = 0, .id = "a", .name = {}, .arguments = "{}"});
    Steps steps;
    QCOMPARE(unnamed.finish(false, steps), ToolCallQueue::Fit::Unnamed);
    ToolCallQueue open;
    add(open, {.index = 0, .id = "a", .name = "get", .arguments = R"({\"x\":)"});
    QCOMPARE(open.finish(false, steps), ToolCallQueue::Fit::Unfinished);
}

void TestToolCallQueue::waitsForACallThatIsOpen()
{
    ToolCallQueue queue;
    Steps steps;
    QVERIFY(queue.settle(steps));
    add(queue, {.index = 0, .id = "a", .name = "get", .arguments = R"({\"x\")"});
    QVERIFY(!queue.settle(steps));
    add(queue, {.index = 0, .id = {}, .name = {}, .arguments = ":1}"});
    QVERIFY(queue.settle(steps));
    QCOMPARE(describe(steps), QByteArray("</>"));
}

void TestToolCallQueue::refusesToHoldTooMuch()
{
    ToolCallQueue queue;
    add(queue, {.index = 0, .id = "a", .name = "get", .arguments = "{"});
    const QByteArray large(ToolCallQueue::kMaxArguments / 4, 'x');
    QByteArray last;
    for (int i = 0; i < 5 && last != "full"; ++i)
        last = add(queue, {.index = 1, .id = "b", .name = "go", .arguments = large});
    QCOMPARE(last, QByteArray("full"));
    // Names and ids count as well.
    ToolCallQueue another;
    const QByteArray rest(ToolCallQueue::kMaxArguments - 5, ' ');
    QVERIFY(add(another, {.index = 0, .id = "a", .name = "get", .arguments = '{' + rest})
            != "full");
    QCOMPARE(add(another, {.index = 0, .id = {}, .name = {}, .arguments = " "}),
             QByteArray("full"));
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

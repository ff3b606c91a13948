// SPDX-License-Identifier: LicenseRef-Private
#include "app/commands/logscommand.h"
#include "app/commands/requestlog.h"
#include "proxy/exchange/exchangejson.h"
#include "proxy/exchange/exchangerow.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QTextStream>

using namespace app;

class TestRequestLog final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesTheLastLinesAcrossDays();
    void readsOnlyTheEndOfALargeFile();
    void followsIntoTheNextDayAndThroughRotation();
    void waitsForWholeLines();
    void showsARowForPeople();
    void halfARowIsNotShown();
    void followsAHalfWrittenRowFromItsBeginning();
    void theLastRowsThatMatchAreShown();
    void aFilterThatCannotBeReadIsExplained();
};

namespace {

void appendTo(const QString &path, const QByteArray &text)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::Append));
    file.write(text);
}

} // namespace

void TestRequestLog::takesTheLastLinesAcrossDays()
{
    const QTemporaryDir dir;
    appendTo(dir.filePath(QStringLiteral("requests-2026-03-08.jsonl")), "a\nb\n");
    appendTo(dir.filePath(QStringLiteral("requests-2026-03-09.jsonl")), "c\n");
    appendTo(dir.filePath(QStringLiteral("other.log")), "x\n");
    const QStringList files = requestLogFiles(dir.path());
    QCOMPARE(lastLines(files, 2), (QList<QByteArray> {"b", "c"}));
    QCOMPARE(lastLines(files, 10), (QList<QByteArray> {"a", "b", "c"}));
}

void TestRequestLog::readsOnlyTheEndOfALargeFile()
{
    const QTemporaryDir dir;
    const QString path = dir.filePath(QStringLiteral("requests-2026-03-09.jsonl"));
    QByteArray text;
    for (int line = 0; line < 50000; ++line)
        text += QByteArray::number(line) + '\n';
    appendTo(path, text);
    QCOMPARE(lastLines({path}, 3), (QList<QByteArray> {"49997", "49998", "49999"}));
    QCOMPARE(lastLines({path}, 50000).size(), 50000);
}

void TestRequestLog::followsIntoTheNextDayAndThroughRotation()
{
    const QTemporaryDir dir;
    const auto day = [&](int number) {
        return dir.filePath(QStringLiteral("requests-2026-03-0%1.jsonl").arg(number));
    };
    appendTo(day(8), "old\n");
    LogFollower follower([&] { return requestLogFiles(dir.path()).last(); });
    follower.skipToEnd();
    QVERIFY(follower.poll().isEmpty());
    appendTo(day(8), "late\n");
    appendTo(day(9), "new\n");
    QCOMPARE(follower.poll(), (QList<QByteArray> {"late", "new"}));
    QVERIFY(QFile::rename(day(9), dir.filePath(QStringLiteral("moved"))));
    appendTo(day(9), "rotated\n");
    QCOMPARE(follower.poll(), (QList<QByteArray> {"rotated"}));
}

void TestRequestLog::waitsForWholeLines()
{
    const QTemporaryDir dir;
    const QString path = dir.filePath(QStringLiteral("requests-2026-03-09.jsonl"));
    appendTo(path, "");
    LogFollower follower([&] { return path; });
    follower.skipToEnd();
    appendTo(path, "ha");
    QVERIFY(follower.poll().isEmpty());
    appendTo(path, "lf\n");
    QCOMPARE(follower.poll(), (QList<QByteArray> {"half"}));
}

void TestRequestLog::showsARowForPeople()
{
    const QString row =
        readableRow(R"({"ts":"2026-03-09T14:02:11.000Z","client":"claude-code","routing":"routed",)"
                    R"("requested_model":"big","selected_model":"small","difficulty":"easy",)"
                    R"("classifier":{"ms":208.4},"timing":{"first_byte_ms":610.2,"total_ms":3200},)"
                    R"("status":200,"end":"complete"})");
    for (const char *part : {"claude-code", "big → small", "easy", "routed", "route 208 ms",
                             "first 610 ms", "total 3.20 s", "200"})
        QVERIFY2(row.contains(QString::fromUtf8(part)), qPrintable(row));
    QCOMPARE(readableRow("not json"), QStringLiteral("(8 bytes that are no whole row)"));
}

void TestRequestLog::halfARowIsNotShown()
{
    const QTemporaryDir dir;
    const QString path = dir.filePath(QStringLiteral("requests-2026-03-09.jsonl"));
    appendTo(path, "a\nb\n{\"target\":\"/x\\u001b[2J");
    QCOMPARE(lastLines({path}, 1), (QList<QByteArray> {"b"}));
    QCOMPARE(lastLines({path}, 9), (QList<QByteArray> {"a", "b"}));
    // The last words of a program count.
    QCOMPARE(lastLines({path}, 1, Unfinished::Kept).size(), 1);
    QVERIFY(lastLines({path}, 1, Unfinished::Kept)[0].startsWith("{\"target\""));
    // A program that ended within a row, and one that went on.
    appendTo(path, "{\"status\":200}\n");
    const QList<QByteArray> lines = lastLines({path}, 1);
    QCOMPARE(readableRow(lines[0]),
             QStringLiteral("(%1 bytes that are no whole row)").arg(lines[0].size()));
}

void TestRequestLog::theLastRowsThatMatchAreShown()
{
    const QTemporaryDir dir;
    proxy::ConfigInputs inputs;
    inputs.paths.stateDir = dir.path();
    inputs.paths.runtimeDir = dir.filePath(QStringLiteral("runtime"));
    QVERIFY(QDir(dir.path()).mkpath(QStringLiteral("logs")));
    QByteArray rows;
    for (int number = 0; number < 3000; ++number) {
        proxy::Exchange exchange;
        exchange.id = QByteArray::number(number).rightJustified(16, '0');
        exchange.client = number % 1000 == 7 ? "codex" : "claude-code";
        exchange.status = number % 2 == 0 ? 200 : 529;
        exchange.end = proxy::ExchangeEnd::Complete;
        proxy::appendExchangeJson(rows, exchange);
        rows += '\n';
    }
    appendTo(dir.filePath(QStringLiteral("logs/requests-2026-03-09.jsonl")), rows);
    const auto idsOf = [&inputs](const QStringList &arguments) {
        QString out;
        QString err;
        QTextStream outStream(&out);
        QTextStream errStream(&err);
        const int code = runLogsTail(QStringList {QStringLiteral("--json")} + arguments, inputs,
                                     {outStream, errStream});
        QStringList ids;
        for (const QString &line : out.split(u'\n', Qt::SkipEmptyParts))
            ids << QString::fromUtf8(proxy::exchangeFromRow(line.toUtf8())->id.right(4));
        return code == 0 ? ids.join(u' ') : err;
    };
    QCOMPARE(
        idsOf({QStringLiteral("2"), QStringLiteral("--filter"), QStringLiteral("client:codex")}),
        QStringLiteral("1007 2007"));
    QCOMPARE(
        idsOf({QStringLiteral("--filter"), QStringLiteral("client:codex or (id:2998 failed:no)")}),
        QStringLiteral("0007 1007 2007 2998"));
    QCOMPARE(idsOf({QStringLiteral("--filter"), QStringLiteral("client:nobody")}), QString());
}

void TestRequestLog::aFilterThatCannotBeReadIsExplained()
{
    QString out;
    QString err;
    QTextStream outStream(&out);
    QTextStream errStream(&err);
    QCOMPARE(runLogsTail({QStringLiteral("--filter"), QStringLiteral("codex statsu:500")}, {},
                         {outStream, errStream}),
             64);
    QCOMPARE(err, QStringLiteral("--filter: no field `statsu`; did you mean `status`?\n"
                                 "codex statsu:500\n"
                                 "      ^^^^^^^^^^\n"));
    QCOMPARE(runLogsFollow(
                 {QStringLiteral("--process"), QStringLiteral("--filter"), QStringLiteral("codex")},
                 {}, {outStream, errStream}),
             64);
}

void TestRequestLog::followsAHalfWrittenRowFromItsBeginning()
{
    const QTemporaryDir dir;
    const QString path = dir.filePath(QStringLiteral("requests-2026-03-09.jsonl"));
    appendTo(path, "a\nha");
    LogFollower follower([&] { return path; });
    follower.skipToEnd();
    QVERIFY(follower.poll().isEmpty());
    appendTo(path, "lf\n");
    QCOMPARE(follower.poll(), (QList<QByteArray> {"half"}));
}

QTEST_GUILESS_MAIN(TestRequestLog)
#include "tst_requestlog.moc"

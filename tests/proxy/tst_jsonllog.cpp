// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/exchange/exchangejson.h"
#include "proxy/record/jsonllog.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace proxy;
using namespace std::chrono_literals;

class TestJsonlLog final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesOneRowPerExchange();
    void startsAFileEachDay();
    void keepsWhatIsThereAndStartsANewLineAfterABrokenOne();
    void goesOnInANewFileAfterRotation();
    void whatTookTheFilesNameLosesRowsOnlyWhileItIsThere_data();
    void whatTookTheFilesNameLosesRowsOnlyWhileItIsThere();
    void countsRowsThatTheDiskRefuses();
    void rowHoldsTheDocumentedFields();
    void leavesOutWhatIsNotKnown();
};

namespace {

constexpr qint64 kNoon = 1773064800000; // 2026-03-09T14:00:00Z

Exchange sample(QByteArray id, qint64 at = kNoon)
{
    Exchange exchange;
    exchange.id = std::move(id);
    exchange.startedAtMs = at;
    exchange.method = "POST";
    exchange.target = "/v1/messages";
    return exchange;
}

void append(JsonlLog &log, QByteArray id, qint64 at = kNoon)
{
    QByteArray row;
    appendExchangeJson(row, sample(std::move(id), at));
    log.append(at, row);
}

QList<QByteArray> linesOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QList<QByteArray> lines = file.readAll().split('\n');
    lines.removeLast();
    return lines;
}

} // namespace

void TestJsonlLog::writesOneRowPerExchange()
{
    const QTemporaryDir dir;
    {
        JsonlLog log(dir.path());
        for (int i = 0; i < 500; ++i)
            append(log, QByteArray::number(i));
    }
    const QString path = dir.filePath(jsonlFileName(kNoon));
    const QList<QByteArray> lines = linesOf(path);
    QCOMPARE(lines.size(), 500);
    for (const QByteArray &line : lines)
        QVERIFY(QJsonDocument::fromJson(line).isObject());
    QCOMPARE(QFile::permissions(path) & ~(QFile::ReadUser | QFile::WriteUser),
             QFile::ReadOwner | QFile::WriteOwner);
}

void TestJsonlLog::startsAFileEachDay()
{
    const QTemporaryDir dir;
    {
        JsonlLog log(dir.path());
        append(log, "a");
        append(log, "b", kNoon + 24LL * 3600 * 1000);
        append(log, "c");
    }
    QCOMPARE(QDir(dir.path()).entryList({QStringLiteral("requests-*.jsonl")}).size(), 2);
    QCOMPARE(linesOf(dir.filePath(jsonlFileName(kNoon))).size(), 2);
}

void TestJsonlLog::keepsWhatIsThereAndStartsANewLineAfterABrokenOne()
{
    const QTemporaryDir dir;
    const QString path = dir.filePath(jsonlFileName(kNoon));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{\"id\":\"old\"}\n{\"id\":\"ha");
    file.close();
    {
        JsonlLog log(dir.path());
        append(log, "new");
    }
    const QList<QByteArray> lines = linesOf(path);
    QCOMPARE(lines.size(), 3);
    QCOMPARE(lines[0], QByteArray("{\"id\":\"old\"}"));
    QCOMPARE(QJsonDocument::fromJson(lines[2])[QStringLiteral("id")].toString(),
             QStringLiteral("new"));
}

void TestJsonlLog::goesOnInANewFileAfterRotation()
{
    const QTemporaryDir dir;
    const QString path = dir.filePath(jsonlFileName(kNoon));
    JsonlLog log(dir.path());
    append(log, "a");
    QTRY_COMPARE(log.writtenRows(), 1U);
    QVERIFY(QFile::rename(path, path + QStringLiteral(".1")));
    append(log, "b");
    QTRY_COMPARE(log.writtenRows(), 2U);
    QCOMPARE(linesOf(path).size(), 1);
    QCOMPARE(linesOf(path + QStringLiteral(".1")).size(), 1);
}

void TestJsonlLog::whatTookTheFilesNameLosesRowsOnlyWhileItIsThere_data()
{
    using Make = std::function<bool(const QString &)>;
    QTest::addColumn<Make>("make");
    const auto name = [](const QString &path) { return QFile::encodeName(path); };
    QTest::newRow("a pipe") << Make(
        [name](const QString &path) { return ::mkfifo(name(path).constData(), 0600) == 0; });
    QTest::newRow("a folder") << Make([](const QString &path) { return QDir().mkdir(path); });
    QTest::newRow("a link to nothing") << Make(
        [](const QString &path) { return QFile::link(path + QStringLiteral(".elsewhere"), path); });
    QTest::newRow("a link to where it was moved") << Make(
        [](const QString &path) { return QFile::link(path + QStringLiteral(".moved"), path); });
    QTest::newRow("a device") << Make(
        [](const QString &path) { return QFile::link(QStringLiteral("/dev/zero"), path); });
}

void TestJsonlLog::whatTookTheFilesNameLosesRowsOnlyWhileItIsThere()
{
    using Make = std::function<bool(const QString &)>;
    QFETCH(Make, make);
    const QTemporaryDir dir;
    const QString path = dir.filePath(jsonlFileName(kNoon));
    {
        JsonlLog log(dir.path());
        append(log, "a");
        QTRY_COMPARE(log.writtenRows(), quint64 {1});
        QCOMPARE(log.failure(), 0);
        QVERIFY(QFile::rename(path, path + QStringLiteral(".moved")));
        QVERIFY(make(path));
        for (int i = 0; i < 300; ++i)
            append(log, QByteArray::number(i));
        QTRY_COMPARE(log.droppedRows(), quint64 {300});
        QVERIFY(log.failure() != 0);
        QVERIFY(QFileInfo(path).isSymLink() || !QFileInfo(path).isDir() ? QFile::remove(path)
                                                                        : QDir().rmdir(path));
        append(log, "b");
        QTRY_COMPARE(log.writtenRows(), quint64 {2});
        QCOMPARE(log.failure(), 0);
    } // and the end waits for nothing
    QCOMPARE(linesOf(path).size(), 1);
    QCOMPARE(linesOf(path + QStringLiteral(".moved")).size(), 1);
}

void TestJsonlLog::countsRowsThatTheDiskRefuses()
{
    const QTemporaryDir dir;
    QFile blocker(dir.filePath(QStringLiteral("not-a-directory")));
    QVERIFY(blocker.open(QIODevice::WriteOnly));
    JsonlLog log(blocker.fileName());
    append(log, "a");
    QTRY_COMPARE(log.droppedRows(), 1U);
    log.setDirectory(dir.path());
    append(log, "b");
    QTRY_COMPARE(log.writtenRows(), 1U);
}

void TestJsonlLog::rowHoldsTheDocumentedFields()
{
    Exchange exchange = sample("00ff");
    exchange.routable = true;
    exchange.decision.requestedModel = "claude-sonnet-4-5";
    exchange.decision.selectedModel = "claude-haiku-4-5-20251001";
    exchange.decision.difficulty = Difficulty::Easy;
    exchange.decision.outcome = RoutingOutcome::Routed;
    exchange.decision.routingTime = 208500us;
    exchange.decision.routerAttempts = 1;
    exchange.changedBegin = 10;
    exchange.changedEnd = 26;
    exchange.status = 200;
    exchange.end = ExchangeEnd::Complete;
    exchange.usage.input = 1804;
    exchange.usage.output = 312;
    exchange.timing.firstByte = 610ms;
    QByteArray row;
    appendExchangeJson(row, exchange);
    const QJsonObject json = QJsonDocument::fromJson(row).object();
    QCOMPARE(json[QStringLiteral("schema")].toString(), QStringLiteral("v1"));
    QCOMPARE(json[QStringLiteral("ts")].toString(), QStringLiteral("2026-03-09T14:00:00.000Z"));
    QCOMPARE(json[QStringLiteral("routing")].toString(), QStringLiteral("routed"));
    QCOMPARE(json[QStringLiteral("difficulty")].toString(), QStringLiteral("easy"));
    QCOMPARE(json[QStringLiteral("classifier")][QStringLiteral("ms")].toDouble(), 208.5);
    QCOMPARE(json[QStringLiteral("bytes_changed")].toArray().at(1).toInt(), 26);
    QCOMPARE(json[QStringLiteral("timing")][QStringLiteral("first_byte_ms")].toDouble(), 610.0);
    QCOMPARE(json[QStringLiteral("usage")][QStringLiteral("output")].toInt(), 312);
    QCOMPARE(json[QStringLiteral("end")].toString(), QStringLiteral("complete"));
}

void TestJsonlLog::leavesOutWhatIsNotKnown()
{
    QByteArray row;
    appendExchangeJson(row, sample("1"));
    for (const char *absent :
         {"usage", "routing", "bytes_changed", "error", "classified_text", "total_ms"})
        QVERIFY2(!row.contains('"' + QByteArray(absent) + '"'), absent);
}

QTEST_GUILESS_MAIN(TestJsonlLog)
#include "tst_jsonllog.moc"

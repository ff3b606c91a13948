// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/lifeliketraffic.h"
#include "ui/logs/logreader.h"
#include "ui/logs/logview.h"
#include "ui/statistics/trafficlog.h"

#include "proxy/exchange/exchangejson.h"

#include <QApplication>
#include <QComboBox>
#include <QElapsedTimer>
#include <QFile>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <unistd.h>

using namespace ui;

class TestLogs final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void onlyTheEndOfALargeFileIsRead();
    void whatIsAppendedArrivesWhole();
    void aRotatedFileIsBegunAnew();
    void aTruncatedFileIsBegunAnew();
    void aLaterDaysFileTakesOver();
    void rowsAreMadeReadable();
    void levelsAreFiltered();
    void pauseHoldsBackAndLosesNothing();
    void findsTheRowOfARequest();
    void statisticsReadTheLastDaysBack();

private:
    void append(const QByteArray &text) const;
    [[nodiscard]] QStringList textsOf(const QSignalSpy &lines) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

void TestLogs::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->filePath(QStringLiteral("llm-proxy.err.log"));
}

void TestLogs::append(const QByteArray &text) const
{
    QFile file(m_path);
    QVERIFY(file.open(QIODevice::Append));
    file.write(text);
}

QStringList TestLogs::textsOf(const QSignalSpy &lines) const
{
    QStringList texts;
    for (const QList<QVariant> &batch : lines) {
        for (const LogLine &line : batch.first().value<std::vector<LogLine>>())
            texts << line.raw;
    }
    return texts;
}

void TestLogs::onlyTheEndOfALargeFileIsRead()
{
    // A gigabyte, most of it a hole: what is read of it shows in the time and in what arrives.
    append("first\n");
    QCOMPARE(::truncate(QFile::encodeName(m_path).constData(), 1LL << 30), 0);
    append("\nbefore the last\nlast\n");
    LogReader reader([this] { return m_path; }, LogKind::Program);
    QSignalSpy opened(&reader, &LogReader::opened);
    QSignalSpy lines(&reader, &LogReader::linesArrived);
    reader.look();
    QCOMPARE(opened.count(), 1);
    QVERIFY(opened.first().at(1).toLongLong() > (1LL << 30) - 2 * LogReader::kTailBytes);
    reader.look();
    const QStringList texts = textsOf(lines);
    QCOMPARE(texts.last(), QStringLiteral("last"));
    QVERIFY(!texts.contains(QStringLiteral("first")));
}

void TestLogs::whatIsAppendedArrivesWhole()
{
    append("one\ntw");
    LogReader reader([this] { return m_path; }, LogKind::Program);
    QSignalSpy lines(&reader, &LogReader::linesArrived);
    reader.look();
    QCOMPARE(textsOf(lines), QStringList {QStringLiteral("one")});
    append("o\nthree\n");
    reader.look();
    QCOMPARE(textsOf(lines),
             (QStringList {QStringLiteral("one"), QStringLiteral("two"), QStringLiteral("three")}));
}

void TestLogs::aRotatedFileIsBegunAnew()
{
    append("old\n");
    LogReader reader([this] { return m_path; }, LogKind::Program);
    QSignalSpy opened(&reader, &LogReader::opened);
    QSignalSpy lines(&reader, &LogReader::linesArrived);
    reader.look();
    QVERIFY(QFile::rename(m_path, m_path + QStringLiteral(".1")));
    append("new\n");
    reader.look();
    QCOMPARE(opened.count(), 2);
    QCOMPARE(textsOf(lines), (QStringList {QStringLiteral("old"), QStringLiteral("new")}));
}

void TestLogs::aTruncatedFileIsBegunAnew()
{
    append("a long line that will be gone\n");
    LogReader reader([this] { return m_path; }, LogKind::Program);
    QSignalSpy lines(&reader, &LogReader::linesArrived);
    reader.look();
    QCOMPARE(::truncate(QFile::encodeName(m_path).constData(), 0), 0);
    append("new\n");
    reader.look();
    QCOMPARE(textsOf(lines).last(), QStringLiteral("new"));
}

void TestLogs::aLaterDaysFileTakesOver()
{
    append("today\n");
    QString path = m_path;
    LogReader reader([&path] { return path; }, LogKind::Program);
    QSignalSpy lines(&reader, &LogReader::linesArrived);
    reader.look();
    m_path = path = m_folder->filePath(QStringLiteral("tomorrow.log"));
    append("tomorrow\n");
    reader.look();
    QCOMPARE(textsOf(lines).last(), QStringLiteral("tomorrow"));
}

void TestLogs::rowsAreMadeReadable()
{
    for (const proxy::Exchange &exchange : lifelikeTraffic(50, 1763900000000)) {
        QByteArray row;
        proxy::appendExchangeJson(row, exchange);
        const LogLine line = logLineOf(row, LogKind::Requests);
        QCOMPARE(line.requestId, exchange.id);
        QVERIFY(line.text.contains(QString::fromUtf8(exchange.decision.requestedModel)));
        QVERIFY(!line.text.startsWith(u'{'));
    }
    QCOMPARE(logLineOf("{broken", LogKind::Requests).text, QStringLiteral("{broken"));
    QCOMPARE(logLineOf("2026-11-23 error x", LogKind::Program).level, LogLevel::Error);
    QCOMPARE(logLineOf("[t] [id] [warn ] x", LogKind::Backend).level, LogLevel::Warning);
    QVERIFY(logLineOf(QByteArray(1000000, 'x'), LogKind::Program).text.size() < 20000);
}

void TestLogs::levelsAreFiltered()
{
    LogView view(LogKind::Program);
    view.append({logLineOf("info a", LogKind::Program), logLineOf("warning b", LogKind::Program),
                 logLineOf("error c", LogKind::Program)});
    auto *text = view.findChild<QPlainTextEdit *>();
    auto *level = view.findChild<QComboBox *>();
    QCOMPARE(text->toPlainText(), QStringLiteral("info a\nwarning b\nerror c"));
    level->setCurrentIndex(1);
    QCOMPARE(text->toPlainText(), QStringLiteral("warning b\nerror c"));
    level->setCurrentIndex(2);
    view.append({logLineOf("info d", LogKind::Program), logLineOf("error e", LogKind::Program)});
    QCOMPARE(text->toPlainText(), QStringLiteral("error c\nerror e"));
    level->setCurrentIndex(0);
    QCOMPARE(text->blockCount(), 5);
}

void TestLogs::pauseHoldsBackAndLosesNothing()
{
    LogView view(LogKind::Program);
    auto *text = view.findChild<QPlainTextEdit *>();
    QToolButton *pause = nullptr;
    for (QToolButton *button : view.findChildren<QToolButton *>()) {
        if (button->text() == QStringLiteral("Pause"))
            pause = button;
    }
    QVERIFY(pause != nullptr);
    pause->setChecked(true);
    view.append({logLineOf("a", LogKind::Program)});
    QCOMPARE(text->toPlainText(), QString());
    pause->setChecked(false);
    QCOMPARE(text->toPlainText(), QStringLiteral("a"));
}

void TestLogs::findsTheRowOfARequest()
{
    LogView view(LogKind::Requests);
    const auto traffic = lifelikeTraffic(100, 1763900000000);
    std::vector<LogLine> lines;
    for (const proxy::Exchange &exchange : traffic) {
        QByteArray row;
        proxy::appendExchangeJson(row, exchange);
        lines.push_back(logLineOf(row, LogKind::Requests));
    }
    view.append(lines);
    QVERIFY(view.showLine(QString::fromUtf8(traffic[40].id)));
    auto *text = view.findChild<QPlainTextEdit *>();
    QCOMPARE(text->textCursor().blockNumber(), 40);
    QVERIFY(!view.showLine(QStringLiteral("no such id")));
}

void TestLogs::statisticsReadTheLastDaysBack()
{
    const auto traffic = lifelikeTraffic(60, 1763900000000);
    QByteArray rows;
    for (size_t at = 0; at < traffic.size(); ++at) {
        proxy::appendExchangeJson(rows, traffic[at]);
        rows += at == 10 ? "\nno row at all\n" : "\n";
        if (at != 29 && at != 59)
            continue;
        m_path =
            m_folder->filePath(QStringLiteral("requests-2026-11-%1.jsonl").arg(at == 29 ? 22 : 23));
        append(rows);
        rows.clear();
    }
    const auto found = recentTraffic(m_folder->path());
    QCOMPARE(found.size(), traffic.size());
    QCOMPARE(found.front().id, traffic.front().id);
    QCOMPARE(found.back().id, traffic.back().id);
    QVERIFY(recentTraffic(m_folder->filePath(QStringLiteral("nowhere"))).empty());
}

QTEST_MAIN(TestLogs)
#include "tst_logs.moc"

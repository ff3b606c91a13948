// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/accounting/handlabels.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using proxy::Difficulty;
using proxy::HandLabels;
using proxy::readHandLabels;
using proxy::saveHandLabel;

class TestHandLabels final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void remembersTheLastWord();
    void theFileIsTheOwnersAlone();
    void keepsTheNewestOnly();
    void whatIsNoFileIsLeftAlone();
    void whatIsNoLabelIsSkipped();
    void refusesWhatIsNoRow_data();
    void refusesWhatIsNoRow();

private:
    QTemporaryDir m_folder;
    const QString m_path = proxy::handLabelsPath(m_folder.path());
};

void TestHandLabels::remembersTheLastWord()
{
    const QByteArray one = "00000000000000aa";
    const QByteArray other = "00000000000000bb";
    QVERIFY(readHandLabels(m_path).isEmpty());
    QVERIFY(saveHandLabel(m_path, one, Difficulty::Easy));
    QVERIFY(saveHandLabel(m_path, other, Difficulty::Easy));
    QVERIFY(saveHandLabel(m_path, one, Difficulty::Hard));
    QCOMPARE(readHandLabels(m_path),
             (HandLabels {{one, Difficulty::Hard}, {other, Difficulty::Easy}}));
    QVERIFY(saveHandLabel(m_path, one, Difficulty::None));
    QCOMPARE(readHandLabels(m_path), (HandLabels {{other, Difficulty::Easy}}));
}

void TestHandLabels::theFileIsTheOwnersAlone()
{
    QVERIFY(saveHandLabel(m_path, "00000000000000aa", Difficulty::Hard));
    const auto others = QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ReadOther
                        | QFileDevice::WriteOther;
    QVERIFY(!QFileInfo(m_path).permissions().testAnyFlags(others));
}

void TestHandLabels::keepsTheNewestOnly()
{
    QFile file(m_path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    for (qsizetype row = 0; row < proxy::kMostHandLabels; ++row)
        file.write(QByteArray::number(row, 16).rightJustified(16, '0') + " easy\n");
    file.close();
    QVERIFY(saveHandLabel(m_path, "ffffffffffffffff", Difficulty::Hard));
    const HandLabels labels = readHandLabels(m_path);
    QCOMPARE(labels.size(), proxy::kMostHandLabels);
    QVERIFY(!labels.contains("0000000000000000"));
    QVERIFY(labels.contains("0000000000000001"));
    QVERIFY(labels.contains("ffffffffffffffff"));
}

void TestHandLabels::whatIsNoFileIsLeftAlone()
{
    const QString pipe = m_folder.filePath(QStringLiteral("pipe"));
    QCOMPARE(::mkfifo(QFile::encodeName(pipe).constData(), 0600), 0);
    const QString victim = m_folder.filePath(QStringLiteral("victim"));
    QFile kept(victim);
    QVERIFY(kept.open(QIODevice::WriteOnly));
    kept.write("00000000000000aa hard\n");
    kept.close();
    const QString link = m_folder.filePath(QStringLiteral("link"));
    QVERIFY(QFile::link(victim, link));
    for (const QString &path : {pipe, link, m_folder.path()}) {
        QVERIFY(readHandLabels(path).isEmpty());
        QVERIFY(!saveHandLabel(path, "00000000000000bb", Difficulty::Hard));
    }
    QCOMPARE(readHandLabels(victim).size(), 1);
}

void TestHandLabels::whatIsNoLabelIsSkipped()
{
    QFile file(m_path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("\n00000000000000aa medium\n00000000000000bb\nxyz hard\n00000000000000CC hard\n"
               "00000000000000dd hard");
    file.close();
    QCOMPARE(readHandLabels(m_path), (HandLabels {{"00000000000000dd", Difficulty::Hard}}));
}

void TestHandLabels::refusesWhatIsNoRow_data()
{
    QTest::addColumn<QByteArray>("id");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("short") << QByteArray("aa");
    QTest::newRow("a line of its own") << QByteArray("00000000000000a\n");
    QTest::newRow("capitals") << QByteArray("00000000000000AA");
}

void TestHandLabels::refusesWhatIsNoRow()
{
    QFETCH(QByteArray, id);
    QVERIFY(!saveHandLabel(m_path, id, Difficulty::Hard));
    QVERIFY(
        !saveHandLabel(QStringLiteral("/nowhere/at/all"), "00000000000000aa", Difficulty::Hard));
}

QTEST_GUILESS_MAIN(TestHandLabels)
#include "tst_handlabels.moc"

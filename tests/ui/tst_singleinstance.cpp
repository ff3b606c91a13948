// SPDX-License-Identifier: LicenseRef-Private
#include "ui/desktop/singleinstance.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using ui::SingleInstance;

class TestSingleInstance final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSecondStartRaisesTheFirst();
    void aSecondStartHandsItsTokenOver();
    void anotherFolderIsAnotherInstance();
    void aSocketLeftBehindIsTakenOver();

private:
    QTemporaryDir m_folder;
};

void TestSingleInstance::aSecondStartRaisesTheFirst()
{
    SingleInstance first(m_folder.path());
    QVERIFY(first.claim());
    QSignalSpy raised(&first, &SingleInstance::raiseRequested);
    SingleInstance second(m_folder.path());
    QVERIFY(!second.claim());
    QTRY_COMPARE(raised.count(), 1);
    // A third one, at login, ends without a window that nobody asked for.
    SingleInstance third(m_folder.path());
    QVERIFY(!third.claim(false));
    SingleInstance fourth(m_folder.path());
    QVERIFY(!fourth.claim());
    QTRY_COMPARE(raised.count(), 2);
}

void TestSingleInstance::aSecondStartHandsItsTokenOver()
{
    SingleInstance first(m_folder.path());
    QVERIFY(first.claim());
    QByteArray token;
    connect(&first, &SingleInstance::raiseRequested, this,
            [&token] { token = qgetenv("XDG_ACTIVATION_TOKEN"); });
    const auto startedWith = [this, &token](const QByteArray &given) {
        token = "none came";
        qputenv("XDG_ACTIVATION_TOKEN", given);
        SingleInstance second(m_folder.path());
        const bool isFirst = second.claim();
        qunsetenv("XDG_ACTIVATION_TOKEN");
        return !isFirst && QTest::qWaitFor([&token] { return token != "none came"; });
    };
    QVERIFY(startedWith("kwin-4711"));
    QCOMPARE(token, QByteArray("kwin-4711"));
    qunsetenv("XDG_ACTIVATION_TOKEN");
    // What can't be a token is none.
    QVERIFY(startedWith("two words\nraise"));
    QCOMPARE(token, QByteArray());
    QVERIFY(startedWith(QByteArray(300, 'x')));
    QCOMPARE(token, QByteArray());
}

void TestSingleInstance::anotherFolderIsAnotherInstance()
{
    const QTemporaryDir other;
    SingleInstance first(m_folder.path());
    SingleInstance second(other.path());
    QVERIFY(first.claim());
    QVERIFY(second.claim());
}

void TestSingleInstance::aSocketLeftBehindIsTakenOver()
{
    {
        SingleInstance gone(m_folder.path());
        QVERIFY(gone.claim());
    }
    SingleInstance next(m_folder.path());
    QVERIFY(next.claim());
}

int main(int argc, char **argv)
{
    const QTemporaryDir sockets;
    qputenv("XDG_RUNTIME_DIR", sockets.path().toLocal8Bit());
    QCoreApplication application(argc, argv);
    TestSingleInstance test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_singleinstance.moc"

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

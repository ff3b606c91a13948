// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/fulldisk.h"
#include "ui/host/atomicsettings.h"

#include <QCoreApplication>
#include <QFile>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

/// What the window remembers between two starts.
class TestAtomicSettings final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatQtWroteIsReadAndStaysReadable();
    void aFullDiskLeavesWhatWasRemembered();

private:
    [[nodiscard]] static QByteArray onDisk()
    {
        QFile file(QSettings().fileName());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
};

void TestAtomicSettings::whatQtWroteIsReadAndStaysReadable()
{
    const QByteArray geometry("\x01\xd9\xd0\xcb\0\xff=;\"\n", 10);
    QString former;
    {
        QSettings settings(QSettings::NativeFormat, QSettings::UserScope, u"llm-proxy-tests"_s,
                           u"whole"_s);
        settings.setValue(u"window/geometry"_s, geometry);
        settings.setValue(u"theme"_s, u"dark"_s);
        former = settings.fileName();
    }
    ui::useAtomicSettings();
    QCOMPARE(QSettings().fileName(), former);
    QCOMPARE(QSettings().value(u"window/geometry"_s).toByteArray(), geometry);
    QSettings().setValue(u"requests/filters"_s, QStringList({u"model:ä"_s, u"a,b; \"c\""_s}));
    QVERIFY(onDisk().startsWith("[General]\ntheme=dark\n"));
    QVERIFY(onDisk().contains("filters="));
    QCOMPARE(QSettings().value(u"requests/filters"_s).toStringList(),
             QStringList({u"model:ä"_s, u"a,b; \"c\""_s}));
}

void TestAtomicSettings::aFullDiskLeavesWhatWasRemembered()
{
    const QByteArray before = onDisk();
    QVERIFY(!before.isEmpty());
    for (const rlim_t room : {rlim_t {0}, rlim_t {20}, rlim_t {2000}}) {
        const support::FullDisk full(room);
        QSettings settings;
        settings.setValue(u"requests/header"_s, QByteArray(2500, 'x'));
        settings.sync();
        QCOMPARE(settings.status(), QSettings::AccessError);
        settings.remove(u"requests/header"_s);
    }
    QCOMPARE(onDisk(), before);
}

int main(int argc, char **argv)
{
    const QTemporaryDir home;
    qputenv("XDG_CONFIG_HOME", home.path().toLocal8Bit());
    QCoreApplication application(argc, argv);
    QCoreApplication::setOrganizationName(u"llm-proxy-tests"_s);
    QCoreApplication::setApplicationName(u"whole"_s);
    TestAtomicSettings test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_atomicsettings.moc"

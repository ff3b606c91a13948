// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/fakesecretservice.h"
#include "tests/support/privatebus.h"
#include "tests/support/scriptedhost.h"
#include "ui/settings/secretstore.h"
#include "ui/settings/settingfield.h"
#include "ui/settings/settingsdialog.h"

#include <QApplication>
#include <QCheckBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLibrary>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTest>

using namespace ui;
using namespace Qt::StringLiterals;
using support::FakeSecretService;

/// Secrets in the system's keychain, which is a fake on a D-Bus session of our own.
class TestKeychain final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void aKeyIsKeptThereAndNowhereElse();
    void aKeyIsReadAtTheNextStart();
    void aKeyIsRemoved();
    void withoutAKeychainItSaysSoAndNothingIsLost();
    void anUnreadableKeyIsTold();

private:
    std::unique_ptr<FakeSecretService> m_service;
};

namespace {

const QString kKey = u"MORPH_API_KEY"_s;
const QString kSecret = u"sk-morph-0123456789abcdef"_s;

SettingField *fieldOf(const SettingsDialog &dialog, const QString &key)
{
    for (SettingField *field : dialog.findChildren<SettingField *>()) {
        if (field->setting().key == key)
            return field;
    }
    return nullptr;
}

QCheckBox *keychainBox(const SettingsDialog &dialog)
{
    for (QCheckBox *box : dialog.findChildren<QCheckBox *>()) {
        if (box->text().contains(u"keychain"_s))
            return box;
    }
    return nullptr;
}

QString allText(const QWidget &dialog)
{
    QString text;
    for (const QLabel *label : dialog.findChildren<QLabel *>())
        text += label->text() + u'\n';
    return text;
}

void save(SettingsDialog &dialog, bool inKeychain)
{
    dialog.show();
    static_cast<QLineEdit *>(fieldOf(dialog, kKey)->editor())->setText(kSecret);
    keychainBox(dialog)->setChecked(inKeychain);
    dialog.findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Save)->click();
}

} // namespace

void TestKeychain::initTestCase()
{
    // QtKeychain loads it when it is asked for the first time.
    if (!QLibrary(u"secret-1"_s, 0).load())
        QSKIP("libsecret is not installed");
    QVERIFY(SecretStore::isBuiltIn());
}

void TestKeychain::init()
{
    QSettings().clear();
    m_service = std::make_unique<FakeSecretService>();
    QVERIFY(m_service->start());
}

void TestKeychain::cleanup()
{
    m_service.reset();
}

void TestKeychain::aKeyIsKeptThereAndNowhereElse()
{
    ScriptedHost host;
    SettingsDialog dialog(host, {});
    save(dialog, true);
    QVERIFY(QTest::qWaitFor([&dialog] { return dialog.result() == QDialog::Accepted; }));
    QCOMPARE(m_service->items().size(), size_t(1));
    QCOMPARE(m_service->items().front().secret, kSecret.toUtf8());
    QVERIFY(host.saved.isEmpty());
    QCOMPARE(host.config().config.router.apiKey, kSecret.toUtf8());
    QSettings settings;
    settings.sync();
    QFile file(settings.fileName());
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray written = file.readAll();
    QVERIFY(written.contains(kKey.toUtf8()));
    QVERIFY(!written.contains("0123456789"));
    // The next dialog says where it is, and how it ends at most.
    const SettingsDialog next(host, {});
    QVERIFY(keychainBox(next)->isChecked());
    QVERIFY(allText(next).contains(u"from the keychain"_s));
    QVERIFY(!allText(next).contains(u"0123456789"_s));
}

void TestKeychain::aKeyIsReadAtTheNextStart()
{
    SecretStore store;
    QSignalSpy written(&store, &SecretStore::written);
    store.write(kKey, kSecret);
    QVERIFY(written.wait());
    SecretStore next;
    QSignalSpy read(&next, &SecretStore::read);
    next.readAll();
    QVERIFY(read.wait());
    const auto secrets = read.first().first().value<QMap<QString, QString>>();
    QCOMPARE(secrets, (QMap<QString, QString> {{kKey, kSecret}}));
}

void TestKeychain::aKeyIsRemoved()
{
    SecretStore store;
    QSignalSpy written(&store, &SecretStore::written);
    store.write(kKey, kSecret);
    QVERIFY(written.wait());
    store.write(kKey, {});
    QVERIFY(written.wait());
    QVERIFY(SecretStore::rememberedKeys().isEmpty());
    QVERIFY(m_service->items().front().secret.isEmpty());
    // What is not there any more is removed already.
    store.write(kKey, {});
    QVERIFY(written.wait());
}

void TestKeychain::withoutAKeychainItSaysSoAndNothingIsLost()
{
    m_service->stop();
    ScriptedHost host;
    SettingsDialog dialog(host, {});
    save(dialog, true);
    QVERIFY(QTest::qWaitFor(
        [&dialog] { return allText(dialog).contains(u"The keychain did not take"_s); }));
    QVERIFY(dialog.isVisible());
    QVERIFY(SecretStore::rememberedKeys().isEmpty());
    QVERIFY(host.saved.isEmpty());
    // What was typed is still there, and goes into the file.
    save(dialog, false);
    QCOMPARE(host.saved, (QHash<QString, QString> {{kKey, kSecret}}));
}

void TestKeychain::anUnreadableKeyIsTold()
{
    SecretStore store;
    QSignalSpy written(&store, &SecretStore::written);
    store.write(kKey, kSecret);
    QVERIFY(written.wait());
    m_service->stop();
    QSignalSpy failed(&store, &SecretStore::failed);
    QSignalSpy read(&store, &SecretStore::read);
    store.readAll();
    QVERIFY(read.wait());
    QVERIFY((read.first().first().value<QMap<QString, QString>>().isEmpty()));
    QCOMPARE(failed.count(), 1);
    QCOMPARE(failed.first().first().toString(), kKey);
    QVERIFY(!failed.first().at(1).toString().isEmpty());
}

int main(int argc, char **argv)
{
    const QTemporaryDir home;
    qputenv("HOME", home.path().toLocal8Bit());
    qputenv("XDG_CONFIG_HOME", home.path().toLocal8Bit());
    // Which keychain is asked depends on the desktop; libsecret answers through GLib's loop.
    qunsetenv("XDG_CURRENT_DESKTOP");
    qunsetenv("KDE_FULL_SESSION");
    qunsetenv("QT_NO_GLIB");
    const support::PrivateBus bus;
    QApplication application(argc, argv);
    QApplication::setOrganizationName(u"llm-proxy-tests"_s);
    if (!bus.runs()) {
        qInfo("skipped, because dbus-daemon is not installed");
        return 0;
    }
    TestKeychain test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_keychain.moc"

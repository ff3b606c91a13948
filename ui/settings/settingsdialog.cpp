// SPDX-License-Identifier: LicenseRef-Private
#include "ui/settings/settingsdialog.h"

#include "proxy/core/calendar.h"
#include "ui/settings/generalpage.h"
#include "ui/settings/settingfield.h"
#include "ui/words/enginetext.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace ui {

namespace {

constexpr int kListWidth = 190;
constexpr int kLabelWidth = 250;

bool isLimit(const proxy::Setting &setting)
{
    const QString &path = setting.jsonPath;
    return path.endsWith(QStringLiteral("Ms")) || path.endsWith(QStringLiteral("Mb"))
           || path.endsWith(QStringLiteral("retries"))
           || path.endsWith(QStringLiteral("breakerThreshold"))
           || path.endsWith(QStringLiteral("maxConnections"));
}

/// The page of a setting, by its place in llm-proxy.json.
QString pageOf(const proxy::Setting &setting)
{
    const QString group = setting.jsonPath.section(u'.', 0, 0);
    if (isLimit(setting))
        return SettingsDialog::tr("Limits and timeouts");
    if (group == QStringLiteral("router"))
        return SettingsDialog::tr("Routing");
    if (group == QStringLiteral("upstream") || group == QStringLiteral("server"))
        return SettingsDialog::tr("Connection");
    if (group == QStringLiteral("record"))
        return SettingsDialog::tr("Recording and privacy");
    return SettingsDialog::tr("Backend commands");
}

} // namespace

SettingsDialog::SettingsDialog(DesktopHost &host, const QList<QByteArray> &listed, QWidget *parent)
    : QDialog(parent)
    , m_host(host)
    , m_list(new QListWidget)
    , m_pages(new QStackedWidget)
    , m_keychain(new QCheckBox(tr("Keep &keys in the system's keychain")))
    , m_problem(new QLabel)
    , m_buttons(new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel))
{
    setWindowTitle(tr("Settings"));
    m_list->setFixedWidth(kListWidth);
    m_list->setSpacing(2);
    m_list->setAccessibleName(tr("Pages"));
    addSettings(listed);
    addPage(tr("This window"), new GeneralPage(host));
    auto *middle = new QHBoxLayout;
    middle->addWidget(m_list);
    middle->addWidget(m_pages, 1);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(middle, 1);
    layout->addWidget(buildFooter());
    connect(m_list, &QListWidget::currentRowChanged, m_pages, &QStackedWidget::setCurrentIndex);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &SettingsDialog::save);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    m_list->setCurrentRow(0);
    resize(960, 640);
    check();
}

void SettingsDialog::addPage(const QString &title, QWidget *page)
{
    auto *scroll = new QScrollArea;
    scroll->setWidget(page);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    m_list->addItem(title);
    m_pages->addWidget(scroll);
}

QFormLayout *SettingsDialog::formOf(const QString &page)
{
    QFormLayout *&form = m_forms[page];
    if (form == nullptr) {
        auto *widget = new QWidget;
        form = new QFormLayout(widget);
        form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
        form->setVerticalSpacing(8);
        addPage(page, widget);
    }
    return form;
}

void SettingsDialog::addSettings(const QList<QByteArray> &listed)
{
    const ModelOffer offer {listed, m_host.config().config.modelTable(), proxy::today()};
    for (const QString &page : {tr("Routing"), tr("Connection"), tr("Limits and timeouts"),
                                tr("Recording and privacy"), tr("Backend commands")})
        (void)formOf(page);
    for (const proxy::Setting &setting : proxy::settings()) {
        auto *field = new SettingField(setting, m_host.config().config);
        field->offerModels(offer);
        auto *label = new QLabel(engineText(setting.summary));
        label->setWordWrap(true);
        label->setFixedWidth(kLabelWidth);
        label->setBuddy(field->editor());
        formOf(pageOf(setting))->addRow(label, field);
        connect(field, &SettingField::edited, this, &SettingsDialog::check);
        m_fields.push_back(field);
    }
}

QWidget *SettingsDialog::buildFooter()
{
    m_keychain->setVisible(SecretStore::isBuiltIn());
    m_keychain->setChecked(!SecretStore::rememberedKeys().isEmpty());
    m_keychain->setToolTip(tr("Only this window reads them there: a proxy that runs without it "
                              "needs its keys in .env or the environment."));
    m_problem->setWordWrap(true);
    m_problem->hide();
    auto *footer = new QWidget;
    auto *layout = new QHBoxLayout(footer);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_keychain);
    layout->addWidget(m_problem, 1);
    layout->addStretch();
    layout->addWidget(m_buttons);
    return footer;
}

void SettingsDialog::check()
{
    bool allRight = true;
    bool anyChanged = false;
    for (const SettingField *field : m_fields) {
        allRight = allRight && field->problem().isEmpty();
        anyChanged = anyChanged || field->isChanged();
    }
    m_buttons->button(QDialogButtonBox::Save)->setEnabled(allRight && anyChanged);
}

void SettingsDialog::save()
{
    QHash<QString, QString> changes;
    m_needsRestart = false;
    for (const SettingField *field : m_fields) {
        if (!field->isChanged())
            continue;
        changes[field->setting().key] = field->text();
        m_needsRestart = m_needsRestart || field->setting().needsRestart;
    }
    if (m_keychain->isChecked() && m_keychain->isVisible())
        saveSecrets(std::move(changes));
    else
        finish(changes);
}

void SettingsDialog::saveSecrets(QHash<QString, QString> changes)
{
    QHash<QString, QString> secrets;
    for (const proxy::Setting &setting : proxy::settings()) {
        // Lists of keys stay in the file: their number is no secret's shape. So does what may be
        // the path of a file, for a service without a desktop reads it too.
        if (setting.secret && !setting.isOpen && setting.kind == proxy::SettingKind::Text
            && changes.contains(setting.key))
            secrets[setting.key] = changes.take(setting.key);
    }
    if (secrets.isEmpty())
        return finish(changes);
    m_buttons->setEnabled(false);
    m_pending = static_cast<int>(secrets.size());
    connect(&m_secrets, &SecretStore::failed, this,
            [this](const QString &key, const QString &reason) {
                m_secrets.disconnect(this);
                complain(tr("The keychain did not take %1: %2. Without the tick it goes into .env.")
                             .arg(key, reason));
            });
    connect(&m_secrets, &SecretStore::written, this,
            [this, changes](const QString &key, const QString &secret) {
                QMap<QString, QString> all = m_host.configInputs().keychain;
                all.insert(key, secret);
                if (const auto used = m_host.useKeychain(all); !used)
                    return complain(engineText(used.error().detail));
                if (--m_pending == 0)
                    finish(changes);
            });
    for (auto secret = secrets.begin(); secret != secrets.end(); ++secret)
        m_secrets.write(secret.key(), *secret);
}

void SettingsDialog::finish(const QHash<QString, QString> &changes)
{
    const proxy::Result<void> saved =
        changes.isEmpty() ? proxy::Result<void>() : m_host.saveSettings(changes);
    if (!saved)
        return complain(engineText(saved.error().detail));
    accept();
    if (m_needsRestart)
        Q_EMIT restartRequested();
}

void SettingsDialog::complain(const QString &text)
{
    m_problem->setText(QStringLiteral("▲ ") + text);
    m_problem->show();
    m_buttons->setEnabled(true);
}

} // namespace ui

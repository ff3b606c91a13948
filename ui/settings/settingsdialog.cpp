// SPDX-License-Identifier: LicenseRef-Private
#include "ui/settings/settingsdialog.h"

#include "proxy/core/calendar.h"
#include "ui/settings/generalpage.h"
#include "ui/settings/rulesdialog.h"
#include "ui/settings/settingfield.h"
#include "ui/settings/settinglabels.h"
#include "ui/words/enginetext.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QScrollArea>
#include <QSet>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace ui {

namespace {

constexpr int kListWidth = 190;
constexpr int kLabelWidth = 210;

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
    if (group == QStringLiteral("store"))
        return SettingsDialog::tr("Several instances");
    return SettingsDialog::tr("Backend commands");
}

} // namespace

SettingsDialog::SettingsDialog(DesktopHost &host, const QList<QByteArray> &listed, QWidget *parent,
                               LatestRequests latest, GlobalShortcuts *shortcuts)
    : QDialog(parent)
    , m_host(host)
    , m_latest(std::move(latest))
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
    addPage(tr("This window"), new GeneralPage(host, shortcuts));
    auto *find = new QLineEdit;
    find->setPlaceholderText(tr("Find a setting"));
    find->setAccessibleName(tr("Find a setting"));
    find->setClearButtonEnabled(true);
    find->setFixedWidth(kListWidth);
    connect(find, &QLineEdit::textChanged, this, &SettingsDialog::search);
    auto *left = new QVBoxLayout;
    left->addWidget(find);
    left->addWidget(m_list);
    auto *middle = new QHBoxLayout;
    middle->addLayout(left);
    middle->addWidget(m_pages, 1);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(middle, 1);
    layout->addWidget(buildFooter());
    connect(m_list, &QListWidget::currentRowChanged, m_pages, &QStackedWidget::setCurrentIndex);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &SettingsDialog::save);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    m_list->setCurrentRow(0);
    m_list->setFocus();
    resize(960, 640);
    check();
}

void SettingsDialog::addPage(const QString &title, QWidget *page)
{
    auto *scroll = new QScrollArea;
    scroll->setWidget(page);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setAccessibleName(title);
    auto *item = new QListWidgetItem(title, m_list);
    item->setData(Qt::UserRole, title);
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
    for (const QString &page :
         {tr("Routing"), tr("Connection"), tr("Limits and timeouts"), tr("Recording and privacy"),
          tr("Several instances"), tr("Backend commands")})
        (void)formOf(page);
    for (const proxy::Setting &setting : proxy::settings()) {
        auto *field = new SettingField(setting, m_host.config().config);
        field->offerModels(offer);
        if (setting.jsonPath == QStringLiteral("router.rules"))
            offerRules(*field);
        auto *label = new QLabel(settingLabel(setting));
        label->setWordWrap(true);
        label->setFixedWidth(kLabelWidth);
        label->setBuddy(field->editor());
        const QString page = pageOf(setting);
        formOf(page)->addRow(label, field);
        connect(field, &SettingField::edited, this, &SettingsDialog::check);
        m_rows.push_back({field, label, page});
    }
}

void SettingsDialog::offerRules(SettingField &field)
{
    field.offerEditor(tr("Table…"), [this](SettingField &rules) {
        auto *dialog = new RulesDialog(
            rules.text(), m_latest ? m_latest() : std::vector<proxy::Exchange>(), this);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(dialog, &QDialog::accepted, &rules,
                [dialog, &rules] { rules.setText(dialog->text()); });
        dialog->open();
    });
}

QWidget *SettingsDialog::buildFooter()
{
    m_keychain->setVisible(SecretStore::isBuiltIn());
    m_keychain->setChecked(!SecretStore::rememberedKeys().isEmpty());
    m_keychain->setToolTip(tr("Only this window reads them there: a proxy that runs without it "
                              "needs its keys in .env or the environment."));
    m_problem->setWordWrap(true);
    m_problem->setTextFormat(Qt::RichText);
    m_problem->hide();
    m_problem->setTextInteractionFlags(Qt::TextBrowserInteraction);
    connect(m_problem, &QLabel::linkActivated, this, [this] {
        if (m_firstWrong)
            showField(m_firstWrong);
    });
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
    int wrong = 0;
    bool anyChanged = false;
    const Row *first = nullptr;
    QSet<QString> wrongPages;
    for (const Row &row : m_rows) {
        anyChanged = anyChanged || row.field->isChanged();
        if (row.field->problem().isEmpty())
            continue;
        ++wrong;
        first = first ? first : &row;
        wrongPages.insert(row.page);
    }
    for (int at = 0; at < m_list->count(); ++at) {
        QListWidgetItem *item = m_list->item(at);
        const QString page = item->data(Qt::UserRole).toString();
        item->setText(wrongPages.contains(page) ? QStringLiteral("▲ ") + page : page);
    }
    tellProblems(wrong, first);
    m_buttons->button(QDialogButtonBox::Save)->setEnabled(wrong == 0 && anyChanged);
}

/// A Save that can't be clicked says why, and leads there.
void SettingsDialog::tellProblems(int wrong, const Row *first)
{
    m_firstWrong = first ? first->field : nullptr;
    m_problem->setVisible(first != nullptr);
    if (first == nullptr)
        return;
    const QString place = first->page + QStringLiteral(" › ") + first->label->text();
    m_problem->setText(QStringLiteral("▲ ") + tr("%n problem(s):", nullptr, wrong)
                       + QStringLiteral(" <a href='#'>%1</a>").arg(place.toHtmlEscaped()));
}

void SettingsDialog::showSetting(const QString &key)
{
    for (const Row &row : m_rows) {
        if (row.field->setting().key == key)
            showField(row.field);
    }
}

void SettingsDialog::showField(SettingField *field)
{
    for (int at = 0; at < m_list->count(); ++at) {
        if (m_pages->widget(at)->isAncestorOf(field))
            m_list->setCurrentRow(at);
    }
    static_cast<QScrollArea *>(m_pages->currentWidget())->ensureWidgetVisible(field);
    field->setFocus();
}

/// Keeps the rows whose words or names hold @p text, and the pages that have some.
void SettingsDialog::search(const QString &text)
{
    QSet<QString> found;
    for (const Row &row : m_rows) {
        const bool isFound = row.label->text().contains(text, Qt::CaseInsensitive)
                             || row.field->help().contains(text, Qt::CaseInsensitive)
                             || row.field->setting().key.contains(text, Qt::CaseInsensitive);
        row.label->setVisible(isFound);
        row.field->setVisible(isFound);
        if (isFound)
            found.insert(row.page);
    }
    int shown = -1;
    for (int at = 0; at < m_list->count(); ++at) {
        const QString page = m_list->item(at)->data(Qt::UserRole).toString();
        const bool isHidden = !text.isEmpty() && !found.contains(page);
        m_list->item(at)->setHidden(isHidden);
        if (!isHidden && shown < 0)
            shown = at;
    }
    if (shown >= 0 && m_list->currentItem() && m_list->currentItem()->isHidden())
        m_list->setCurrentRow(shown);
}

void SettingsDialog::save()
{
    QHash<QString, QString> changes;
    m_needsRestart = false;
    for (const Row &row : m_rows) {
        if (!row.field->isChanged())
            continue;
        changes[row.field->setting().key] = row.field->text();
        m_needsRestart = m_needsRestart || row.field->setting().needsRestart;
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
    m_firstWrong = nullptr;
    m_problem->setText(QStringLiteral("▲ ") + text.toHtmlEscaped());
    m_problem->show();
    m_buttons->setEnabled(true);
}

} // namespace ui

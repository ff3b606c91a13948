// SPDX-License-Identifier: LicenseRef-Private
#include "ui/settingsdialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QJsonValue>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QScrollArea>
#include <QTabWidget>
#include <QVBoxLayout>

namespace ui {

namespace {

/// The page of a setting, by the first part of its place in llm-proxy.json.
QString pageOf(const proxy::Setting &setting)
{
    const QString group = setting.jsonPath.section(u'.', 0, 0);
    if (group == QStringLiteral("router"))
        return SettingsDialog::tr("Routing");
    if (group == QStringLiteral("upstream"))
        return SettingsDialog::tr("Upstream");
    if (group == QStringLiteral("server"))
        return SettingsDialog::tr("Connection");
    return SettingsDialog::tr("Recording and more");
}

/// What the field holds as JSON of the setting's kind; undefined when the text can't be that.
QJsonValue jsonOf(const proxy::Setting &setting, const QString &text)
{
    using proxy::SettingKind;
    bool isNumber = false;
    switch (setting.kind) {
    case SettingKind::Boolean:
        return text == QStringLiteral("true");
    case SettingKind::Integer:
    case SettingKind::Number: {
        const double number = text.toDouble(&isNumber);
        return isNumber ? QJsonValue(number) : QJsonValue(QJsonValue::Undefined);
    }
    default:
        return text;
    }
}

QString problemWith(const proxy::Setting &setting, const QString &text)
{
    const bool isFreeForm =
        setting.kind == proxy::SettingKind::List || setting.kind == proxy::SettingKind::Json;
    if (text.isEmpty() || isFreeForm)
        return {};
    proxy::ProxyConfig probe;
    const QJsonValue value = jsonOf(setting, text);
    const bool isRight = !value.isUndefined() && setting.assign(probe, value);
    return isRight ? QString() : SettingsDialog::tr("allowed: %1").arg(setting.allowed);
}

} // namespace

SettingsDialog::SettingsDialog(DesktopHost &host, QWidget *parent)
    : QDialog(parent)
    , m_host(host)
    , m_buttons(new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel))
{
    setWindowTitle(tr("Settings"));
    auto *tabs = new QTabWidget;
    QHash<QString, QFormLayout *> pages;
    for (const proxy::Setting &setting : proxy::settings()) {
        QFormLayout *&form = pages[pageOf(setting)];
        if (form == nullptr) {
            auto *page = new QWidget;
            form = new QFormLayout(page);
            auto *scroll = new QScrollArea;
            scroll->setWidget(page);
            scroll->setWidgetResizable(true);
            tabs->addTab(scroll, pageOf(setting));
        }
        addRow(form, setting);
    }
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(tabs);
    layout->addWidget(m_buttons);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &SettingsDialog::save);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    resize(760, 560);
    check();
}

void SettingsDialog::addRow(QFormLayout *form, const proxy::Setting &setting)
{
    using proxy::ConfigSource;
    const proxy::ProxyConfig &config = m_host.config().config;
    const ConfigSource source = config.sources.value(setting.key, ConfigSource::Default);
    const QString value = setting.secret ? QString() : proxy::maskedValue(setting.key, config);
    Row row {&setting, makeEditor(setting, value), new QLabel, value};
    const bool isFixed = source == ConfigSource::Environment || source == ConfigSource::CommandLine;
    row.editor->setEnabled(!isFixed);
    row.editor->setToolTip(setting.key + u'\n' + setting.allowed);
    row.remark->setText(isFixed ? tr("fixed by the %1").arg(proxy::name(source))
                                : proxy::name(source));
    auto *line = new QHBoxLayout;
    line->addWidget(row.editor, 1);
    line->addWidget(row.remark);
    auto *label = new QLabel(setting.summary);
    label->setWordWrap(true);
    label->setMinimumWidth(260);
    label->setBuddy(row.editor);
    row.editor->setAccessibleName(setting.summary);
    form->addRow(label, line);
    m_rows.push_back(row);
}

QWidget *SettingsDialog::makeEditor(const proxy::Setting &setting, const QString &value)
{
    if (setting.kind == proxy::SettingKind::Boolean) {
        auto *box = new QCheckBox;
        box->setChecked(value == QStringLiteral("true"));
        connect(box, &QCheckBox::toggled, this, &SettingsDialog::check);
        return box;
    }
    if (setting.kind == proxy::SettingKind::Choice) {
        auto *combo = new QComboBox;
        combo->addItems(setting.choices);
        combo->setCurrentText(value);
        connect(combo, &QComboBox::currentTextChanged, this, &SettingsDialog::check);
        return combo;
    }
    auto *edit = new QLineEdit(value);
    if (setting.secret) {
        edit->setEchoMode(QLineEdit::Password);
        const QString masked = proxy::maskedValue(setting.key, m_host.config().config);
        edit->setPlaceholderText(masked.isEmpty() ? tr("not set") : tr("set (%1)").arg(masked));
    }
    connect(edit, &QLineEdit::textChanged, this, &SettingsDialog::check);
    return edit;
}

QString SettingsDialog::textOf(const Row &row)
{
    if (const auto *box = qobject_cast<QCheckBox *>(row.editor))
        return box->isChecked() ? QStringLiteral("true") : QStringLiteral("false");
    if (const auto *combo = qobject_cast<QComboBox *>(row.editor))
        return combo->currentText();
    return static_cast<QLineEdit *>(row.editor)->text();
}

void SettingsDialog::check()
{
    bool allRight = true;
    for (const Row &row : m_rows) {
        if (!row.editor->isEnabled() || textOf(row) == row.former)
            continue;
        const QString problem = problemWith(*row.setting, textOf(row));
        row.remark->setText(problem.isEmpty() ? tr("changed") : problem);
        allRight = allRight && problem.isEmpty();
    }
    m_buttons->button(QDialogButtonBox::Save)->setEnabled(allRight);
}

void SettingsDialog::save()
{
    QHash<QString, QString> changes;
    for (const Row &row : m_rows) {
        if (row.editor->isEnabled() && textOf(row) != row.former)
            changes[row.setting->key] = textOf(row);
    }
    const proxy::Result<void> saved =
        changes.isEmpty() ? proxy::Result<void>() : m_host.saveSettings(changes);
    if (saved)
        return accept();
    QMessageBox::warning(this, tr("Settings"), saved.error().detail);
}

} // namespace ui

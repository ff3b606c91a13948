// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/setting.h"
#include "ui/desktophost.h"

#include <QDialog>

#include <vector>

class QDialogButtonBox;
class QFormLayout;
class QLabel;

namespace ui {

/// Every setting of the table, checked as one types, with its source. What the environment or the
/// command line fixes is greyed. Secrets are never shown; an empty field leaves one as it is.
class SettingsDialog final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SettingsDialog)

public:
    explicit SettingsDialog(DesktopHost &host, QWidget *parent = nullptr);

private:
    struct Row
    {
        const proxy::Setting *setting;
        QWidget *editor;
        QLabel *remark;
        QString former;
    };

    void addRow(QFormLayout *form, const proxy::Setting &setting);
    [[nodiscard]] QWidget *makeEditor(const proxy::Setting &setting, const QString &value);
    [[nodiscard]] static QString textOf(const Row &row);
    void check();
    void save();

    DesktopHost &m_host;
    std::vector<Row> m_rows;
    QDialogButtonBox *m_buttons;
};

} // namespace ui

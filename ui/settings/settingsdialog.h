// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/setting.h"
#include "proxy/exchange/exchange.h"
#include "ui/host/desktophost.h"
#include "ui/settings/secretstore.h"

#include <QDialog>
#include <QHash>

#include <functional>
#include <vector>

class QCheckBox;
class QDialogButtonBox;
class QFormLayout;
class QLabel;
class QListWidget;
class QStackedWidget;

namespace ui {

class GlobalShortcuts;
class SettingField;

/// The dialog with every setting and its source, and with the settings of the window. Values are
/// checked while the user types. What the environment or the command line fixes is disabled.
/// Secrets are never shown; an empty field leaves a secret unchanged.
class SettingsDialog final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SettingsDialog)

public:
    /// Returns the latest requests, on which rules can be tried. Main thread.
    using LatestRequests = std::function<std::vector<proxy::Exchange>()>;

    /// @p listed is the backend's list of models, sorted; empty: not known. @p shortcuts is not
    /// owned and lives longer; null: they are not offered.
    SettingsDialog(DesktopHost &host, const QList<QByteArray> &listed, QWidget *parent = nullptr,
                   LatestRequests latest = {}, GlobalShortcuts *shortcuts = nullptr);

    /// Shows the page of the setting, with the focus in its field.
    void showSetting(const QString &key);

Q_SIGNALS:
    /// A saved setting takes effect only when the proxy starts anew.
    void restartRequested();

private:
    void addPage(const QString &title, QWidget *page);
    void addSettings(const QList<QByteArray> &listed);
    void offerRules(SettingField &field);
    QFormLayout *formOf(const QString &page);
    QWidget *buildFooter();
    struct Row
    {
        SettingField *field;
        QLabel *label;
        QString page;
    };
    void check();
    void tellProblems(int wrong, const Row *first);
    void showField(SettingField *field);
    void search(const QString &text);
    void save();
    void saveSecrets(QHash<QString, QString> changes);
    void finish(const QHash<QString, QString> &changes);
    void complain(const QString &text);

    DesktopHost &m_host;
    LatestRequests m_latest;
    SecretStore m_secrets;
    std::vector<Row> m_rows; ///< one for each setting
    SettingField *m_firstWrong = nullptr;
    QHash<QString, QFormLayout *> m_forms;
    QListWidget *m_list;
    QStackedWidget *m_pages;
    QCheckBox *m_keychain;
    QLabel *m_problem;
    QDialogButtonBox *m_buttons;
    int m_pending = 0; ///< secrets that are being written to the keychain
    bool m_needsRestart = false;
};

} // namespace ui

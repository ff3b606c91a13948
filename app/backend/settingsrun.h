// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/backend/basesettings.h"
#include "app/backend/credentials.h"
#include "app/backend/environment.h"
#include "app/backend/exitcodes.h"
#include "app/backend/managementclient.h"
#include "app/backend/settingsdiff.h"

namespace app::backend {

/// One run of `settings diff` or `settings apply` against one backend. The functions return exit
/// codes.
class SettingsRun final
{
public:
    SettingsRun(BaseSettings settings, const BackendAccess &access, const QByteArray &key,
                const Streams &streams, const Environment &environment);

    /// Prints the differences. Returns 0 when there are none and 1 otherwise.
    int diff();
    /// Applies the file, after a question unless @p yes. Removes entries that only the backend has
    /// only with @p removeEntries.
    int apply(bool yes, bool removeEntries);

private:
    using Differences = std::vector<SettingDifference>;

    Outcome<Differences> look();
    bool confirm(const Differences &changes);
    Outcome<void> put(const SettingPlace &place);
    Outcome<void> putValue(const SettingPlace &place, const QJsonValue &value);
    Differences changesToMake(const Differences &all, bool removeEntries);
    Outcome<void> putEach(const Differences &changes, bool again);
    Outcome<Differences> stillOtherwise(const Differences &changes);
    int putAll(const Differences &changes);
    int fail(const Failure &failure);

    BaseSettings m_settings;
    QString m_url;
    ManagementClient m_client;
    Streams m_streams;
    const Environment &m_environment;
    bool m_leftSomething = false;
};

} // namespace app::backend

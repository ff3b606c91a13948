// SPDX-License-Identifier: LicenseRef-Private
#include "app/commands/modelscommand.h"

#include "app/commands/modelsimport.h"
#include "app/commands/modelslist.h"
#include "app/options/exitcodes.h"

#include <QFileInfo>

namespace app {

using namespace Qt::StringLiterals;

namespace {

/// The user's table lies beside the configuration.
QString userTable(const proxy::ConfigInputs &inputs)
{
    return QFileInfo(inputs.paths.configFile).absolutePath() + u"/models.json"_s;
}

} // namespace

int runModels(const QStringList &args, const proxy::ConfigInputs &inputs, CommandOutput output)
{
    const QString verb = args.value(0);
    if (verb == u"import")
        return runModelsImport(args.mid(1), userTable(inputs), output);
    if (verb != u"list" && verb != u"check")
        return kExitUsage;
    const auto loaded = proxy::loadConfig(inputs);
    if (!loaded) {
        output.err << proxy::toError(loaded.error()).detail.text() << '\n';
        return kExitConfig;
    }
    return verb == u"list" ? runModelsList(args.mid(1), loaded->config, output)
                           : runModelsCheck(args.mid(1), loaded->config, output);
}

} // namespace app

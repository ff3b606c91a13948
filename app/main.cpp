// SPDX-License-Identifier: LicenseRef-Private
#include "app/dispatch.h"

int main(int argc, char **argv)
{
    return app::dispatch(argc, argv);
}

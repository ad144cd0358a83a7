@echo off
rem Parley on Windows: parley COMMAND. Not tried there; the chat client runs as in a pipe.
setlocal
set HOME_DIR=%~dp0..
if not defined PARLEY_STATE set PARLEY_STATE=%LOCALAPPDATA%\parley
if not defined PARLEY_CONF set PARLEY_CONF=%HOME_DIR%\conf\parley.conf
java -Xmx512m -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError "-Dparley.home=%PARLEY_STATE%" "-Dlogback.configurationFile=%HOME_DIR%\conf\logback.xml" %JAVA_OPTS% -cp "%HOME_DIR%\parley.jar" dev.parley.Parley %*

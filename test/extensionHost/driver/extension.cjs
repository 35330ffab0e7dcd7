/** Asleep in every workbench but the one whose test names a suite. */
exports.activate = () => {
  const suite = process.env.LLMSEGNET_TEST_SUITE;
  if (suite)
    void require(suite)
      .run()
      .catch((error) => console.error(error));
};

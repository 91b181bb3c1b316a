"""Each connector against its simulator, over real HTTP on the loopback interface."""
